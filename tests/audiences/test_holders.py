from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from huaxiang.audiences.holders import Holders
from huaxiang.audiences.numbers import bitmap_from
from huaxiang.tags.expressions.terms import Comparison

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")
KINDS = ("even", "few", "one", "skewed", "nearly one")


def drawn(n: int, kind: str, most: int = 400_000) -> tuple[Any, Any]:
    rng = np.random.default_rng(n)
    numbers = np.sort(rng.choice(most, n, replace=False)).astype(np.uint32)
    scores = {
        "even": rng.integers(0, 1001, n),
        "few": rng.choice([0, 500, 1000], n),
        "one": np.full(n, 1000),
        "skewed": np.minimum(rng.geometric(0.02, n), 1000),
        "nearly one": np.where(rng.random(n) < 0.01, 917, 1000),
    }[kind]
    return numbers, scores.astype(np.uint16)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("n", [1, 40, 3_000, 120_000])
def test_a_comparison_holds_for_those_whose_score_meets_it(kind: str, n: int) -> None:
    numbers, scores = drawn(n, kind)
    held = Holders()
    held.add(numbers, scores)
    for operator in OPERATORS:
        for value in (0, 1, 499.5, 500, 917, 1000, 1001, int(scores[0])):
            comparison = Comparison(operator, value)
            wanted = numbers[[comparison.holds(score) for score in scores.tolist()]]
            assert held.meeting(comparison) == bitmap_from(wanted)
    assert held.people == bitmap_from(numbers)
    assert held.scores().tolist() == scores.tolist()


gains = st.dictionaries(st.integers(0, 60), st.integers(0, 1000), max_size=9)


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(KINDS),
    st.sampled_from((0, 3, 900)),
    st.lists(
        st.tuples(st.dictionaries(st.integers(0, 60), st.integers(0, 1000), max_size=9), st.sets(st.integers(0, 60)))
    ),
)
def test_scores_stay_with_their_people(kind: str, n: int, stream: list[tuple[dict[int, int], set[int]]]) -> None:
    held, plain = Holders(), dict[int, int]()
    numbers, scores = drawn(n, kind, most=2_000)
    if n:
        held.add(numbers, scores)
        plain = dict(zip(numbers.tolist(), scores.tolist(), strict=True))
    for gained, lost in stream:
        touched = lost | gained.keys()
        assert held.drop(BitMap(touched)) is bool(touched & plain.keys())
        plain = {number: score for number, score in plain.items() if number not in touched} | gained
        if gained:
            own = sorted(gained)
            held.add(np.array(own, dtype=np.uint32), np.array([gained[each] for each in own], dtype=np.uint16))
        assert dict(zip(held.people, held.scores().tolist(), strict=True)) == plain
        for comparison in (Comparison(">=", 500), Comparison("!=", 1000)):
            wanted = {number for number, score in plain.items() if comparison.holds(score)}
            assert set(held.meeting(comparison)) == wanted


@pytest.mark.parametrize(("kind", "most"), [("one", 0), ("few", 1), ("even", 2)])
def test_scores_take_no_more_bytes_than_they_need(kind: str, most: int) -> None:
    held = Holders()
    held.add(*drawn(120_000, kind))
    assert most * 120_000 <= held.score_bytes < most * 120_000 + 3_000
