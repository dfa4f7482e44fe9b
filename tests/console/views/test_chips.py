from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.console.views.chips import Builder, Chip, Group, Names, builder_of, chip_text, expression_of
from huaxiang.domain.instants import DAY_US
from huaxiang.tags.expressions import Expression, Term
from huaxiang.tags.expressions.terms import (
    And,
    Comparison,
    Did,
    Fact,
    Feature,
    Interest,
    Known,
    Not,
    Or,
    Pattern,
    Tag,
    Trait,
    Where,
)

A, B, C = Tag("flag.hesitant"), Tag("fact.member"), Feature("orders_180d", Comparison(">=", 2))
NAMES = Names(
    tags={"flag.hesitant": "犹豫型高意向用户"},
    segments={"s0001": "高频下单组"},
    interests={"beauty.foundation": "美妆-底妆"},
    features={"orders_180d": "180天订单数"},
    values={"beauty": "美妆"},
)


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


WEEK = 7 * DAY_US


@pytest.mark.parametrize(
    ("term", "zh", "en"),
    [
        (A, "标签 犹豫型高意向用户", "tag 犹豫型高意向用户"),
        (Tag("fact.member", Comparison(">=", 500)), "标签 fact.member 分值 ≥ 500", "tag fact.member score ≥ 500"),
        (Tag("segment.s0001"), "分群 高频下单组", "segment 高频下单组"),
        (Interest("beauty.foundation", (), "prefer"), "偏好 美妆-底妆", "prefers 美妆-底妆"),
        (Interest("beauty.foundation", (), "avoid"), "不喜欢 美妆-底妆", "avoids 美妆-底妆"),
        (Interest("pets", ()), "感兴趣 pets", "interested in pets"),
        (C, "180天订单数 ≥ 2", "180天订单数 ≥ 2"),
        (Trait("city", Comparison("=", "上海")), "属性 city 是 上海", "trait city is 上海"),
        (Fact("car", Comparison("!=", 1)), "第三方事实 car ≠ 1", "fact car ≠ 1"),
        (Did("order_completed", (), WEEK), "近 7 天 支付 ≥ 1 次", "order paid ≥ 1 times in 7 d"),
        (Did("order_completed", (), WEEK, Comparison("=", 0)), "近 7 天没有 支付", "no order paid in 7 d"),
        (
            Did("product_added", (Where("l1", Comparison("=", "beauty")),), None, Comparison(">=", 3)),
            "加购 (l1 = 美妆) ≥ 3 次",
            "added to cart (l1 = 美妆) ≥ 3 times ever",
        ),
        (Pattern("p001"), "走过路径 p001", "walked p001"),
        (Known("trait", "age"), "已知 age", "known age"),
    ],
)
def test_a_condition_reads_as_a_sentence(term: Term, zh: str, en: str) -> None:
    assert chip_text(term, NAMES, "zh") == zh
    assert chip_text(term, NAMES, "en") == en
