from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.console.views.audience import Wrong, choices_of, counted, read_expression
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences
from huaxiang.tags.expressions.terms import Tag


@pytest.fixture(scope="module")
def audiences(built_shop: Path) -> Audiences:
    return Audiences.of(Project.open(built_shop))


def test_only_names_that_exist_can_be_chosen_with_state_and_holders(audiences: Audiences) -> None:
    choices = choices_of(audiences, "zh")
    buyers = next(each for each in choices.by_kind["tag"] if each.key == "fact.buyer")
    assert (buyers.label, buyers.state, buyers.n_people) == ("已购客户", "active", 10)
    assert {each.key for each in choices.by_kind["tag"]} <= audiences.vocabulary.tags.keys()
    assert choices.by_kind["fact"] == []
    assert choices.by_kind["did"][0].label == "浏览"
    assert choices_of(audiences, "en").names.tags["fact.buyer"] != "已购客户"


def test_an_interest_counts_everyone_at_or_below_it(audiences: Audiences) -> None:
    interests = {each.key: each for each in choices_of(audiences, "zh").by_kind["interest"]}
    assert interests["beauty"].label == "美妆"
    assert interests["beauty"].n_people == 6
    assert interests["beauty"].state == "observation"
    english = {each.key: each.label for each in choices_of(audiences, "en").by_kind["interest"]}
    assert english["beauty"].isascii()


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
