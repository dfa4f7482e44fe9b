from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.console.views.chips import Builder, Chip, Group, builder_of, expression_of
from huaxiang.tags.expressions import Expression
from huaxiang.tags.expressions.terms import And, Comparison, Feature, Not, Or, Tag

A, B, C = Tag("flag.hesitant"), Tag("fact.member"), Feature("orders_180d", Comparison(">=", 2))


def expressions() -> st.SearchStrategy[Expression]:
    return st.recursive(
        st.sampled_from((A, B, C)),
        lambda inner: st.one_of(
            inner.map(Not),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
            st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
        ),
        max_leaves=7,
    )


@given(expression=expressions())
def test_chips_say_the_same_as_the_expression_they_were_made_of(expression: Expression) -> None:
    builder = builder_of(expression)
    if builder is not None:
        assert expression_of(builder) == expression


def test_groups_and_exclusions_become_chips() -> None:
    builder = builder_of(And((A, Or((B, Not(C))), Not(Or((B, C))))))
    expected = Builder(
        "and",
        (Chip(A), Group("or", (Chip(B), Chip(C, is_not=True))), Group("or", (Chip(B), Chip(C)), is_not=True)),
    )
    assert builder == expected


@pytest.mark.parametrize(
    "expression",
    [And((A, Or((B, And((A, C)))))), Not(Not(A)), Or((A, And((B, Not(Or((A, C))))))), And((A, Not(Not(B))))],
)
def test_deeper_nesting_has_no_chips(expression: Expression) -> None:
    assert builder_of(expression) is None


def test_an_empty_builder_has_no_expression_and_an_empty_group_counts_for_nothing() -> None:
    assert expression_of(Builder()) is None
    assert expression_of(Builder("and", (Chip(A), Group("or", ())))) == A
    assert expression_of(Builder("and", (Group("or", (Chip(A),), is_not=True),))) == Not(A)
