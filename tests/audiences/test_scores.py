from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from huaxiang.audiences.numbers import bitmap_from
from huaxiang.audiences.scores import Scores
from huaxiang.tags.expressions.terms import Comparison

OPERATORS = ("=", "!=", "<", "<=", ">", ">=")


def drawn(seed: int, n: int, kind: str) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    numbers = np.sort(rng.choice(200_000, n, replace=False)).astype(np.uint32)
    scores = {
        "even": rng.integers(0, 1001, n),
        "few": rng.choice([0, 500, 1000], n),
        "one": np.full(n, 1000),
        "skewed": np.minimum(rng.geometric(0.02, n), 1000),
        "nearly one": np.where(rng.random(n) < 0.01, rng.integers(0, 1001, n), 1000),
    }[kind]
    return numbers, scores.astype(np.uint16)


@pytest.mark.parametrize("kind", ["even", "few", "one", "skewed", "nearly one"])
@pytest.mark.parametrize("n", [1, 40, 3_000, 60_000])
def test_a_comparison_holds_for_those_whose_score_meets_it(kind: str, n: int) -> None:
    numbers, scores = drawn(n, n, kind)
    kept, held = Scores(), bitmap_from(numbers)
    kept.put(numbers, scores, held=held)
    for operator in OPERATORS:
        for value in (0, 1, 20, 499.5, 500, 1000, 1001, int(scores[0])):
            comparison = Comparison(operator, value)
            wanted = numbers[[comparison.holds(score) for score in scores.tolist()]]
            assert list(kept.meeting(comparison, held)) == wanted.tolist()
    back = kept.of(held)
    assert (back[0].tolist(), back[1].tolist()) == (numbers.tolist(), scores.tolist())


updates = st.lists(
    st.tuples(
        st.sets(st.integers(0, 4_000), max_size=30),
        st.sampled_from((0, 1, 7, 500, 1000)),
        st.sets(st.integers(0, 4_000), max_size=30),
    ),
    max_size=12,
)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(("even", "few", "one")), st.sampled_from((0, 200, 2_000)), updates)
def test_whatever_is_put_and_lost_the_last_score_counts(
    kind: str, n: int, stream: list[tuple[set[int], int, set[int]]]
) -> None:
    numbers, scores = drawn(1, n, kind)
    numbers = np.arange(n, dtype=np.uint32)
    kept, plain = Scores(), dict(zip(numbers.tolist(), scores.tolist(), strict=True))
    kept.put(numbers, scores, held=BitMap(plain))
    for gained, score, lost in stream:
        plain |= dict.fromkeys(gained, score)
        for number in lost - gained:
            plain.pop(number, None)
        own = np.array(sorted(gained), dtype=np.uint32)
        kept.put(own, np.full(len(own), score, dtype=np.uint16), held=BitMap(plain))
    for operator in OPERATORS:
        comparison = Comparison(operator, 500)
        wanted = {number for number, score in plain.items() if comparison.holds(score)}
        assert set(kept.meeting(comparison, BitMap(plain))) == wanted


def test_a_tag_whose_holders_have_one_score_keeps_nothing_of_them() -> None:
    numbers, scores = drawn(3, 50_000, "one")
    kept = Scores()
    kept.put(numbers, scores, held=bitmap_from(numbers))
    assert (list(kept.parts()), kept.n_bytes) == ([], 0)


def test_a_byte_a_person_is_kept_beside_the_bitmaps() -> None:
    numbers, scores = drawn(4, 60_000, "even")
    kept = Scores()
    kept.put(numbers, scores, held=bitmap_from(numbers))
    assert kept.n_bytes == 60_000
    assert BitMap.union(*kept.parts()) == bitmap_from(numbers)


def test_what_was_asked_of_is_left_as_it_is() -> None:
    numbers, scores = drawn(5, 2_000, "few")
    kept, held = Scores(), bitmap_from(numbers)
    kept.put(numbers, scores, held=held)
    first = kept.meeting(Comparison(">=", 500), held)
    first.clear()
    assert len(kept.meeting(Comparison(">=", 500), held)) == int((scores >= 500).sum())
    assert held == bitmap_from(numbers)
