from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from huaxiang.audiences.tag_bits import Cell, TagBits, joined
from huaxiang.tags.expressions.terms import Comparison, Interest

PREFER, AVOID, LOW = Cell("prefer", None), Cell("avoid", None), Cell("prefer", "below_threshold")


def scored(*pairs: tuple[int, int]) -> tuple[Any, Any]:
    numbers, scores = zip(*pairs, strict=True)
    return np.array(numbers, dtype=np.uint32), np.array(scores, dtype=np.uint16)


def made() -> TagBits:
    bits = TagBits()
    cells = {PREFER: scored((1, 100), (2, 200)), AVOID: scored((3, 300)), LOW: scored((4, 400), (5, 500))}
    bits.replace(BitMap(), cells, stamp=1)
    return bits


def plain(bits: TagBits) -> dict[Cell, dict[int, int]]:
    return {cell: dict(zip(people, scores.tolist(), strict=True)) for cell, people, scores in bits.cells()}


def test_holders_are_told_apart_by_gate_and_stance() -> None:
    bits = made()
    assert (list(bits.passing), list(bits.everyone)) == ([1, 2, 3], [1, 2, 3, 4, 5])
    anything, disliked = Interest("pet", ("interest.pet",)), Interest("pet", ("interest.pet",), "avoid")
    assert list(joined(bits.admitted(anything))) == [1, 2, 4, 5]
    assert list(joined(bits.admitted(disliked))) == [3]
    assert list(bits.meeting(Comparison(">=", 300))) == [3, 4, 5]
    assert [(reason, list(people)) for reason, people in bits.withheld()] == [("below_threshold", [4, 5])]
    assert [(reason, list(people)) for reason, people in bits.withheld(BitMap([1, 5]))] == [("below_threshold", [5])]
    assert bits.reasons == {"below_threshold"}
    assert plain(bits) == {PREFER: {1: 100, 2: 200}, AVOID: {3: 300}, LOW: {4: 400, 5: 500}}


def test_a_tag_of_which_nobody_is_withheld_has_one_bitmap() -> None:
    bits = TagBits()
    bits.replace(BitMap(), {Cell(None, None): scored((1, 1000), (2, 1000))}, stamp=1)
    assert bits.passing is bits.everyone
    assert [list(each) for each in bits.bitmaps()] == [[1, 2]]
    bits.replace(BitMap([2]), {Cell(None, "expired"): scored((2, 1000))}, stamp=2)
    assert (list(bits.passing), list(bits.everyone)) == ([1], [1, 2])


def test_what_most_holders_have_in_common_is_kept_for_nobody() -> None:
    bits = TagBits()
    bits.replace(
        BitMap(), {AVOID: scored((9, 1)), LOW: scored((8, 1)), PREFER: scored((1, 1), (2, 1), (3, 1))}, stamp=1
    )
    assert sorted(map(list, bits.bitmaps())) == [[1, 2, 3, 8, 9], [1, 2, 3, 9], [9]]


held = st.dictionaries(
    st.integers(0, 30),
    st.tuples(
        st.sampled_from((None, "prefer", "avoid", "past")),
        st.sampled_from((None, "below_threshold", "expired")),
        st.integers(0, 3),
    ),
    max_size=8,
)


@given(st.lists(st.tuples(held, st.sets(st.integers(0, 30))), max_size=8))
def test_everyone_is_in_the_cell_that_was_given_last(
    stream: list[tuple[dict[int, tuple[Any, Any, int]], set[int]]],
) -> None:
    bits, wanted = TagBits(), dict[int, tuple[Any, Any, int]]()
    for at, (fresh, lost) in enumerate(stream):
        touched = lost | fresh.keys()
        wanted = {number: value for number, value in wanted.items() if number not in touched} | fresh
        cells = {
            Cell(stance, reason): scored(*sorted((n, v[2]) for n, v in fresh.items() if v[:2] == (stance, reason)))
            for stance, reason, _ in fresh.values()
        }
        bits.replace(BitMap(touched), cells, stamp=at + 1)
        found = {n: (*cell, score) for cell, scores in plain(bits).items() for n, score in scores.items()}
        assert found == wanted
        assert set(bits.passing) == {number for number, value in wanted.items() if value[1] is None}
        for term in (Interest("pet", ()), Interest("pet", (), "prefer"), Interest("pet", (), "avoid")):
            assert set(joined(bits.admitted(term))) == {n for n, value in wanted.items() if term.admits(value[0])}


def test_what_people_held_before_is_taken_away_with_its_score() -> None:
    bits = made()
    bits.replace(BitMap([1, 2, 3, 77]), {LOW: scored((2, 900))}, stamp=2)
    assert plain(bits) == {LOW: {2: 900, 4: 400, 5: 500}}
    assert list(bits.meeting(Comparison(">", 400))) == [2, 5]
    assert bits.stamp == 2


def test_the_stamp_stays_when_nobody_of_the_tag_is_touched() -> None:
    bits = made()
    bits.replace(BitMap([77]), {}, stamp=2)
    assert bits.stamp == 1


def test_a_union_of_one_is_that_one() -> None:
    one = BitMap([1])
    assert joined([one]) is one
    assert (joined([]), joined([one, BitMap([2])])) == (BitMap(), BitMap([1, 2]))
    assert joined([one, BitMap([2]), BitMap([3])]) == BitMap([1, 2, 3])
    assert one == BitMap([1])
