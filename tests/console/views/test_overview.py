from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.overview import glance, segment_cards
from huaxiang.project.opening import Project


def test_figures_at_a_glance_are_those_of_the_tables(demo_shop: Path) -> None:
    project = Project.open(demo_shop)
    found = glance(project)
    identities = project.lake().read("identities").to_pylist()
    contacts = {row["person_id"] for row in identities if row["namespace"] in {"mobile", "email", "openid"}}
    contacts |= {row["person_id"] for row in identities if row["namespace"] == "wecom_external_userid"}
    agreed = {
        row["person_id"]
        for row in project.lake().read("consents").to_pylist()
        if row["purpose"] == "marketing" and row["withdrawn_at"] is None and row["given_at"] <= found["built_at"]
    }
    assert found["people"] == project.store().count()
    assert found["reachable"] == len(contacts & agreed)
    assert found["has_consents"]
    assert 0 < found["buyers"] < found["members"] < found["people"]


def test_without_recorded_consents_a_contact_is_enough_and_it_is_said(built_shop: Path) -> None:
    found = glance(Project.open(built_shop))
    assert (found["has_consents"], found["reachable"], found["members"]) == (False, 0, 30)


def test_segments_come_largest_first_with_shares_that_fit(demo_shop: Path) -> None:
    found = segment_cards(Project.open(demo_shop))
    sizes = [each["n_people"] for each in found["segments"]]
    assert sizes == sorted(sizes, reverse=True)
    assert sum(sizes) + found["outside"] == found["people"]
    assert 0 < sum(each["net_share"] for each in found["segments"]) <= 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_sets_a_segment_apart_is_told_in_words(demo_shop: Path, language: str) -> None:
    found = segment_cards(Spoken(Project.open(demo_shop), language))
    words = [word for each in found["segments"] for word in each["traits"]]
    assert words
    assert all(word.isascii() == (language == "en") for word in words)
