from __future__ import annotations

import pytest
from expression_worlds import VOCABULARY, expressions
from hypothesis import given

from huaxiang.domain.errors import BadExpression
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.expressions import parse, write
from huaxiang.tags.expressions.terms import And, Comparison, Did, Interest, Not, Or, Tag, Trait, Where
from huaxiang.tags.expressions.write import duration_text

A, B = Tag("flag.hesitant"), Tag("fact.member")


@given(text=expressions())
def test_what_is_written_is_read_back_as_the_same_tree(text: str) -> None:
    expression = parse(text, VOCABULARY)
    assert parse(write(expression), VOCABULARY) == expression


def test_brackets_stand_only_where_they_are_needed() -> None:
    assert write(Or((A, And((B, A))))) == "tag(flag.hesitant) or tag(fact.member) and tag(flag.hesitant)"
    assert write(And((A, Or((B, A))))) == "tag(flag.hesitant) and (tag(fact.member) or tag(flag.hesitant))"
    assert write(Not(Or((A, B)))) == "not (tag(flag.hesitant) or tag(fact.member))"


def test_each_kind_of_term_is_written_in_its_own_words() -> None:
    assert write(Tag("segment.s0001")) == "segment(s0001)"
    assert write(Interest("beauty.foundation", (), "avoid")) == "interest(beauty.foundation, avoid)"
    did = Did("product_added", (Where("l1", Comparison("=", "beauty")),), 7 * DAY_US, Comparison("=", 2))
    assert write(did) == 'did(product_added where l1 = "beauty", within 7d) = 2'
    assert write(Trait("city", Comparison("=", "上海"))) == 'trait(city) = "上海"'
    assert write(Trait("age", Comparison(">=", 18.5))) == "trait(age) >= 18.5"


def test_a_text_with_quotes_gets_the_other_kind() -> None:
    assert write(Trait("city", Comparison("=", 'a"b'))) == "trait(city) = 'a\"b'"
    with pytest.raises(BadExpression, match="every kind of quote"):
        write(Trait("city", Comparison("=", "\"'”’")))


def test_a_name_with_spaces_or_signs_is_quoted() -> None:
    assert write(Trait("首单 渠道", Comparison("=", "app"))) == 'trait("首单 渠道") = "app"'


@pytest.mark.parametrize(
    ("duration_us", "text"),
    [(7 * DAY_US, "7d"), (36 * HOUR_US, "36h"), (90 * MINUTE_US, "90m"), (99_999 * 7 * DAY_US, "99999w")],
)
def test_a_duration_is_written_in_the_largest_usual_unit(duration_us: int, text: str) -> None:
    assert duration_text(duration_us) == text


@pytest.mark.parametrize("duration_us", [0, 1, MINUTE_US + 1, 100_000 * 7 * DAY_US])
def test_a_duration_that_the_language_cannot_write_is_an_error(duration_us: int) -> None:
    with pytest.raises(BadExpression):
        duration_text(duration_us)
