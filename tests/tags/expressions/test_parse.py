from __future__ import annotations

import pytest
from expression_worlds import VOCABULARY, expressions
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.errors import BadExpression, UnknownName, UserError
from huaxiang.domain.instants import DAY_US
from huaxiang.tags.expressions import parse
from huaxiang.tags.expressions.terms import And, Comparison, Did, Interest, Not, Or, Tag, Trait, Where

A, B = Tag("flag.hesitant"), Tag("fact.member")


def test_and_binds_tighter_than_or_and_not_tightest() -> None:
    text = "tag(flag.hesitant) or not tag(fact.member) and tag(flag.hesitant)"
    assert parse(text, VOCABULARY) == Or((A, And((Not(B), A))))


def test_brackets_come_first_and_chinese_words_mean_the_same() -> None:
    expected = And((Or((A, B)), Not(A)))
    assert parse("(tag(flag.hesitant) or tag(fact.member)) and not tag(flag.hesitant)", VOCABULARY) == expected
    assert parse("（tag(犹豫型高意向用户)或tag（会员））且非tag(flag.hesitant)", VOCABULARY) == expected


def test_labels_stand_for_keys() -> None:
    assert parse("segment(高复购低客单价-母婴高频组)", VOCABULARY) == Tag("segment.s0001")
    assert parse("interest(美妆, prefer)", VOCABULARY) == Interest(
        "beauty", ("interest.beauty.foundation", "interest.beauty.foundation.texture-light"), "prefer"
    )
    assert parse('tag("会员") ≥ 500', VOCABULARY) == Tag("fact.member", Comparison(">=", 500))


def test_did_reads_conditions_a_window_and_a_count() -> None:
    text = "did(加购 where l1 = 美妆 and amount_minor >= 9900, within 7d) == 2"
    assert parse(text, VOCABULARY) == Did(
        "product_added",
        (Where("l1", Comparison("=", "beauty")), Where("amount_minor", Comparison(">=", 9900))),
        7 * DAY_US,
        Comparison("=", 2),
    )
    assert parse("did(浏览 where item_id = 007,within 1天)", VOCABULARY) == Did(
        "product_viewed", (Where("item_id", Comparison("=", "007")),), DAY_US
    )


def test_values_are_numbers_or_texts() -> None:
    assert parse("trait(age) > 18.5", VOCABULARY) == Trait("age", Comparison(">", 18.5))
    assert parse("trait(city) = “上海”", VOCABULARY) == Trait("city", Comparison("=", "上海"))
    assert parse("trait(city) < 2025-01-01", VOCABULARY) == Trait("city", Comparison("<", "2025-01-01"))
    assert parse("trait(age) > 18且tag(会员)", VOCABULARY) == And((Trait("age", Comparison(">", 18)), B))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("", 0),
        ("tag(会员", 6),
        ("tag(会员) tag(会员)", 8),
        ("tag(会员) and", 11),
        ("(tag(会员)", 8),
        ("tags(会员)", 0),
        ("会员", 0),
        ("feature(orders_90d)", 19),
        ("feature(orders_90d) > many", 22),
        ("feature(orders_90d) >", 21),
        ("interest(beauty, likes)", 17),
        ("did(浏览, since 7d)", 8),
        ("did(浏览, within 7)", 15),
        ("did(浏览 where l1 beauty)", 16),
        ('tag("会员)', 4),
        ("tag()", 4),
    ],
)
def test_a_bad_expression_names_the_position(text: str, position: int) -> None:
    with pytest.raises(BadExpression) as caught:
        parse(text, VOCABULARY)
    assert caught.value.position == position
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "position", "near"),
    [
        ("tag(flag.hesitent)", 5, "flag.hesitant"),
        ("tag(会员) and tag(犹豫型高意向)", 17, "犹豫型高意向用户"),
        ("segment(s0003)", 9, "s0001"),
        ("interest(beauty.fundation)", 10, "beauty.foundation"),
        ("feature(order_90d) > 1", 9, "orders_90d"),
        ("trait(ages) > 1", 7, "age"),
        ("fact(cars) = 1", 6, "car"),
        ("did(product_view)", 5, "product_viewed"),
        ("did(浏览 where l4 = x)", 14, "l1"),
        ("pattern(p01)", 9, "p001"),
        ("known(citi)", 7, "city"),
    ],
)
def test_an_unknown_name_has_its_position_and_the_nearest_names(text: str, position: int, near: str) -> None:
    with pytest.raises(UnknownName, match=f"at {position} of") as caught:
        parse(text, VOCABULARY)
    assert near in str(caught.value)
    assert near in caught.value.nearest
    assert caught.value.position == position - 1
    assert caught.value.exit_code == 2
    assert "\n" not in str(caught.value)


def test_too_deep_an_expression_is_refused() -> None:
    with pytest.raises(BadExpression, match="deeper"):
        parse("(" * 2000 + "tag(会员)" + ")" * 2000, VOCABULARY)


@settings(max_examples=300, deadline=None)
@given(expressions(), st.integers(0, 200), st.text(max_size=3))
def test_any_text_is_read_or_refused_in_one_line(text: str, place: int, junk: str) -> None:
    message = ""
    try:
        parse(text[:place] + junk + text[place:], VOCABULARY)
    except UserError as error:
        message = str(error)
    assert "\n" not in message
