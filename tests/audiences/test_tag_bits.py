from __future__ import annotations

from typing import Any

import numpy as np
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


def test_holders_are_told_apart_by_gate_and_stance() -> None:
    bits = made()
    assert list(bits.passing()) == [1, 2, 3]
    assert list(joined(bits.parts(is_withheld=True))) == [4, 5]
    anything, disliked = Interest("pet", ("interest.pet",)), Interest("pet", ("interest.pet",), "avoid")
    assert list(joined(bits.parts(is_withheld=False, term=anything))) == [1, 2]
    assert list(joined(bits.parts(is_withheld=False, term=disliked))) == [3]
    assert list(joined(bits.parts(is_withheld=True, term=disliked))) == []
    assert [(reason, list(people)) for reason, people in bits.withheld()] == [("below_threshold", [4, 5])]


def test_scores_are_compared_of_who_passes_or_is_withheld() -> None:
    bits, comparison = made(), Comparison(">=", 200)
    assert list(joined(bits.parts(is_withheld=False, comparison=comparison))) == [2, 3]
    assert list(joined(bits.parts(is_withheld=True, comparison=comparison))) == [4, 5]


def test_what_people_held_before_is_taken_away_with_its_score() -> None:
    bits = made()
    bits.replace(BitMap([1, 2, 3, 77]), {LOW: scored((2, 900))}, stamp=2)
    assert {cell: list(held.people) for cell, held in bits.cells.items()} == {LOW: [2, 4, 5]}
    assert list(joined(bits.parts(is_withheld=True, comparison=Comparison(">", 400)))) == [2, 5]
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
