from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.audiences.columns import NumberColumn, TextColumn
from huaxiang.tags.expressions.terms import Comparison

NOBODY = np.zeros(0, dtype=np.uint32)


def numbers(*people: int) -> Any:
    return np.array(people, dtype=np.uint32)


def filled(column: Any, values: dict[int, Any]) -> Any:
    column.replace(NOBODY, numbers(*values), list(values.values()), stamp=1)
    return column


def test_single_precision_is_kept_until_a_value_needs_more() -> None:
    column = filled(NumberColumn(), {0: 2.0, 3: 0.5, 9: float("nan")})
    assert column.values.dtype == np.float32
    filled(column, {4: 1 / 3})
    assert column.values.dtype == np.float64
    assert dict(zip(*(each.tolist() for each in column.rows()), strict=True)) == {0: 2.0, 3: 0.5, 4: 1 / 3}


@pytest.mark.parametrize("value", [16_777_217.0, 1e300, 0.1])
def test_a_number_compares_as_it_was_given(value: float) -> None:
    column = filled(NumberColumn(), {1: value})
    assert list(column.meeting(Comparison("=", value))) == [1]
    assert list(column.meeting(Comparison(">", value))) == []


texts = st.dictionaries(st.integers(0, 12), st.sampled_from(("a", "b", "18", "2.5", "")), max_size=8)


@given(st.lists(st.tuples(st.sets(st.integers(0, 12)), texts), max_size=6))
def test_texts_are_those_that_were_given_last(stream: list[tuple[set[int], dict[int, str]]]) -> None:
    column, plain = TextColumn(), dict[int, str]()
    for at, (touched, fresh) in enumerate(stream):
        for number in touched | fresh.keys():
            plain.pop(number, None)
        plain |= fresh
        column.replace(numbers(*(touched | fresh.keys())), numbers(*fresh), list(fresh.values()), stamp=at + 1)
    assert dict(zip(column.rows()[0].tolist(), column.rows()[1], strict=True)) == plain
    assert set(column.known()) == plain.keys()
    assert column.is_known is bool(plain)
    for comparison in (Comparison("=", "a"), Comparison("!=", "a"), Comparison(">", 2)):
        wanted = {
            n
            for n, text in plain.items()
            if (text in {"18", "2.5"} if comparison.value == 2 else comparison.holds(text))
        }
        assert set(column.meeting(comparison)) == wanted


def test_words_that_nobody_has_any_more_are_forgotten() -> None:
    column = TextColumn()
    for turn in range(40):
        people = numbers(*range(100))
        column.replace(people, people, [f"{turn}-{number}" for number in range(100)], stamp=turn + 1)
    assert column.n_bytes < 1_300 * 200
    assert list(column.meeting(Comparison("=", "39-7"))) == [7]
    assert list(column.meeting(Comparison("=", "38-7"))) == []


@pytest.mark.parametrize(("kind", "value"), [(NumberColumn, 1.0), (TextColumn, "x")])
def test_the_stamp_moves_only_when_something_does(kind: Any, value: Any) -> None:
    column = filled(kind(), {1: value})
    column.replace(numbers(5, 900), NOBODY, [], stamp=7)
    assert column.stamp == 1
    column.replace(numbers(1), NOBODY, [], stamp=8)
    assert (column.stamp, column.is_known) == (8, False)
