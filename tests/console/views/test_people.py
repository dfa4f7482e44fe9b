from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.spoken import Spoken
from huaxiang.console.views.people import PAGE_ROWS, found_people, suggestions, tag_label
from huaxiang.project.opening import Project


@pytest.fixture(scope="module")
def project(demo_shop: Path) -> Project:
    return Project.open(demo_shop)


def everyone(project: Project, **asked: str) -> list[dict[str, object]]:
    pages = found_people(project, **asked)["pages"]
    return [row for page in range(pages) for row in found_people(project, **asked, page=page)["rows"]]


def test_pages_hold_everyone_once_newest_first(project: Project) -> None:
    rows = everyone(project)
    assert len({row["person_id"] for row in rows}) == len(rows) == project.store().count()
    assert len(found_people(project)["rows"]) == PAGE_ROWS
    seen = [row["last_seen_at"] for row in rows if row["last_seen_at"] is not None]
    assert seen == sorted(seen, reverse=True)


def test_a_page_beyond_the_last_is_the_last(project: Project) -> None:
    last = found_people(project)["pages"] - 1
    assert found_people(project, page=999)["page"] == last
    assert found_people(project, page=-1)["page"] == 0


def test_orders_and_net_sales_are_those_of_the_lake(project: Project) -> None:
    paid = [row for row in project.lake().read("orders").to_pylist() if row["paid_at"] is not None]
    rows = everyone(project, sort="net_minor")
    assert sum(row["n_orders"] for row in rows) == sum(row["person_id"] is not None for row in paid)
    assert [row["net_minor"] for row in rows] == sorted((row["net_minor"] for row in rows), reverse=True)


@pytest.mark.parametrize("namespace", ["mobile", "email", "device_id", "cookie", "member_no"])
def test_any_identity_finds_its_person(project: Project, namespace: str) -> None:
    row = next(row for row in project.lake().read("identities").to_pylist() if row["namespace"] == namespace)
    for query in (row["value"], row["identity"], f" {row['value']} "):
        assert row["person_id"] in {each["person_id"] for each in found_people(project, query)["rows"]}


def test_the_beginning_of_a_member_number_is_enough_and_of_a_phone_is_not(project: Project) -> None:
    rows = project.lake().read("identities").to_pylist()
    member = next(row["value"] for row in rows if row["namespace"] == "member_no")
    mobile = next(row["value"] for row in rows if row["namespace"] == "mobile")
    assert found_people(project, member[:6])["total"] > 0
    assert found_people(project, mobile[:6])["total"] == 0


def test_a_segment_and_a_tag_narrow_together(project: Project) -> None:
    segment = project.store().table("segments")[0]
    assert found_people(project, segment=segment["segment_id"])["total"] == segment["n_people"]
    buyers = {row["person_id"] for row in everyone(project, tag="fact.buyer")}
    both = {row["person_id"] for row in everyone(project, tag="fact.buyer", segment=segment["segment_id"])}
    members = {row["person_id"] for row in everyone(project, segment=segment["segment_id"])}
    assert both == buyers & members


def test_nothing_of_a_person_is_shown_unmasked_but_the_shops_own_number(project: Project) -> None:
    shown = str(everyone(project))
    secret = [row for row in project.lake().read("identities").to_pylist() if row["namespace"] != "member_no"]
    assert [row["identity"] for row in secret if row["value"] in shown] == []


def test_segments_and_tags_are_suggested_by_a_part_of_their_name(project: Project) -> None:
    segment = project.store().table("segments")[0]
    found = suggestions(project, segment["name_zh"][:3])
    assert segment["segment_id"] in {row["key"] for row in found}
    assert {"fact.buyer"} <= {row["key"] for row in suggestions(Spoken(project, "en"), "BUYER")}
    assert suggestions(project, "") == suggestions(project, "a") == []


def test_a_tag_has_its_label_and_an_unknown_one_its_key(project: Project) -> None:
    assert tag_label(project, "flag.hesitant") == "犹豫型高意向用户"
    assert tag_label(Spoken(project, "en"), "no.such-tag") == "no.such-tag"
