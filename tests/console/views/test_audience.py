from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from huaxiang.console.views.audience import Wrong, counted, read_expression
from huaxiang.console.words import WORDS
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences
from huaxiang.tags.expressions.parse import FAULTS
from huaxiang.tags.expressions.terms import Tag


@pytest.fixture(scope="module")
def audiences(built_shop: Path) -> Audiences:
    return Audiences.of(Project.open(built_shop))


def test_a_count_has_money_segments_and_a_sample_of_its_own_people(audiences: Audiences) -> None:
    found = counted(audiences, "did(order_completed, within 90d)", "zh")
    assert len(found.selection.members) == 10
    assert found.net_yuan == 1990.0
    assert [each.person_id for each in found.sample] == found.selection.members
    assert all(each.name.startswith("member_no:M") for each in found.sample)
    assert all(each.tgi is None for each in found.segments)
    assert sum(each.n_people for each in found.segments) <= 10


def test_tags_that_may_not_be_used_are_named_with_their_state(audiences: Audiences) -> None:
    found = counted(audiences, "interest(beauty)", "zh")
    assert found.selection.members == []
    assert found.selection.withheld == {"definition_not_active": 6}
    assert {each.state for each in found.unproven} == {"待观察"}
    assert all(each.key.startswith("interest.beauty") for each in found.unproven)
    assert counted(audiences, "tag(fact.buyer)", "zh").unproven == []


def test_nobody_has_no_money_and_no_sample(audiences: Audiences) -> None:
    found = counted(audiences, "did(order_refunded)", "en")
    assert (found.net_yuan, found.sample, found.segments) == (None, [], [])


@pytest.mark.parametrize(
    ("text", "position", "kind", "near"),
    [
        ("tag(fact.buyr)", 4, "tag", "fact.buyer"),
        ("did(order_complete)", 4, "event", "order_completed"),
        ("tag(fact.buyer) and", 19, "", None),
    ],
)
def test_a_fault_has_its_place_and_the_nearest_names(
    audiences: Audiences, text: str, position: int, kind: str, near: str | None
) -> None:
    wrong = read_expression(text, audiences)
    assert isinstance(wrong, Wrong)
    assert (wrong.position, wrong.kind) == (position, kind)
    assert near is None or near in wrong.near
    assert "(at " not in wrong.message or kind


def test_what_can_be_read_is_its_tree(audiences: Audiences) -> None:
    assert read_expression("tag(已购客户)", audiences) == Tag("fact.buyer")


def test_every_fault_of_the_language_has_words_in_both_languages(audiences: Audiences) -> None:
    assert {f"audience.fault_{code}" for code in FAULTS} <= WORDS.keys()
    wrong = read_expression("tga(fact.buyer)", audiences)
    assert isinstance(wrong, Wrong)
    assert (wrong.code, wrong.name, wrong.position, wrong.near) == ("no_term", "tga", 0, ("tag", "trait"))


def test_a_label_that_several_tags_have_is_told_with_their_keys(audiences: Audiences) -> None:
    tags = {"interest.a": "同名", "interest.b": "同名"}
    several = replace(audiences, vocabulary=replace(audiences.vocabulary, tags=tags))
    wrong = read_expression("tag(同名)", several)
    assert isinstance(wrong, Wrong)
    assert wrong.is_several
    assert wrong.near == ("interest.a", "interest.b")


def test_the_sample_speaks_the_readers_language(audiences: Audiences) -> None:
    found = counted(audiences, "did(order_completed)", "en")
    assert {each.segment for each in found.sample} - {""} <= {each.name for each in found.segments}
