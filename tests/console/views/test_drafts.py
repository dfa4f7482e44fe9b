from __future__ import annotations

import pytest

from huaxiang.console.views.chips import Chip
from huaxiang.console.views.drafts import Draft, chip_of, draft_of, problem_of
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.tags.expressions import Term, Vocabulary
from huaxiang.tags.expressions.terms import Comparison, Did, Fact, Feature, Interest, Known, Tag, Trait, Where

VOCABULARY = Vocabulary(tags={"interest.beauty.foundation": "底妆"}, interests={"beauty": "美妆"})
FOUNDATION = ("interest.beauty.foundation",)
BEAUTY = (Where("l1", Comparison("=", "beauty")),)


@pytest.mark.parametrize(
    ("draft", "term"),
    [
        (Draft("segment", "s0001"), Tag("segment.s0001")),
        (Draft("tag", "flag.hesitant"), Tag("flag.hesitant")),
        (Draft("interest", "beauty"), Interest("beauty", FOUNDATION)),
        (Draft("interest", "beauty", stance="avoid"), Interest("beauty", FOUNDATION, "avoid")),
        (
            Draft("did", "product_added", value="2", days="30", category="beauty"),
            Did("product_added", BEAUTY, 30 * DAY_US, Comparison(">=", 2)),
        ),
        (
            Draft("did", "order_completed", operator="=", value="0"),
            Did("order_completed", (), None, Comparison("=", 0)),
        ),
        (Draft("feature", "orders_180d", value="2"), Feature("orders_180d", Comparison(">=", 2))),
        (Draft("feature", "night", operator="<", value="0.5"), Feature("night", Comparison("<", 0.5))),
        (Draft("trait", "zip", operator="=", value="00123"), Trait("zip", Comparison("=", "00123"))),
        (Draft("trait", "birth_year", value="1990"), Trait("birth_year", Comparison(">=", 1990))),
        (Draft("fact", "car", operator="!=", value="yes"), Fact("car", Comparison("!=", "yes"))),
    ],
)
def test_the_form_makes_a_condition_and_is_filled_with_it_again(draft: Draft, term: Term) -> None:
    assert problem_of(draft) == ""
    assert chip_of(draft, VOCABULARY) == Chip(term)
    assert draft_of(Chip(term)) == draft


def test_a_negated_condition_stays_negated() -> None:
    chip = Chip(Tag("flag.hesitant"), is_not=True)
    draft = draft_of(chip)
    assert draft == Draft("tag", "flag.hesitant", is_not=True)
    assert chip_of(Draft("tag", "flag.hesitant", is_not=True), VOCABULARY) == chip


@pytest.mark.parametrize(
    ("draft", "problem"),
    [
        (Draft("segment"), "needs_choice"),
        (Draft("did", "product_added", value=""), "needs_number"),
        (Draft("did", "product_added", value="-1"), "needs_number"),
        (Draft("did", "product_added", value="1", days="0"), "needs_number"),
        (Draft("did", "product_added", value="1", days="1.5"), "needs_number"),
        (Draft("did", "product_added", value="1", days="soon"), "needs_number"),
        (Draft("feature", "orders_180d", value="many"), "needs_number"),
        (Draft("trait", "city", operator="=", value=" "), "needs_value"),
    ],
)
def test_what_is_missing_is_named(draft: Draft, problem: str) -> None:
    assert problem_of(draft) == problem


@pytest.mark.parametrize(
    "term",
    [
        Tag("flag.hesitant", Comparison(">", 500)),
        Known("trait", "age"),
        Did("product_added", (), 36 * HOUR_US),
        Did("product_added", (Where("l2", Comparison("=", "x")),)),
        Did("product_added", (*BEAUTY, *BEAUTY)),
    ],
)
def test_a_condition_that_the_form_cannot_show_has_no_draft(term: Term) -> None:
    assert draft_of(Chip(term)) is None
