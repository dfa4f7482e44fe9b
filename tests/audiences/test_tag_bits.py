from __future__ import annotations

import numpy as np
from pyroaring import BitMap

from huaxiang.audiences.tag_bits import Cell, TagBits, joined
from huaxiang.tags.expressions.terms import Comparison, Interest

PREFER, AVOID, LOW = Cell("prefer", None), Cell("avoid", None), Cell("prefer", "below_threshold")


def made() -> TagBits:
    bits = TagBits()
    scores = np.arange(1, 6, dtype=np.uint32), np.array([100, 200, 300, 400, 500], dtype=np.uint16)
    bits.replace(BitMap(), {PREFER: (1, 2), AVOID: (3,), LOW: (4, 5)}, scores, stamp=1)
    return bits


def test_holders_are_told_apart_by_gate_and_stance() -> None:
    bits = made()
    assert list(bits.holders(is_unproven_included=False)) == [1, 2, 3]
    assert list(bits.holders(is_unproven_included=True)) == [1, 2, 3, 4, 5]
    anything = Interest("pet", ("interest.pet",))
    assert list(joined(bits.admitted(anything, is_unproven_included=False))) == [1, 2]
    disliked = Interest("pet", ("interest.pet",), "avoid")
    assert list(joined(bits.admitted(disliked, is_unproven_included=True))) == [3]
    assert [(reason, list(people)) for reason, people in bits.withheld()] == [("below_threshold", [4, 5])]


def test_what_people_held_before_is_taken_away_with_its_score() -> None:
    bits = made()
    scores = np.array([2], dtype=np.uint32), np.array([900], dtype=np.uint16)
    bits.replace(BitMap([1, 2, 3, 77]), {LOW: (2,)}, scores, stamp=2)
    assert bits.cells == {LOW: BitMap([2, 4, 5])}
    assert list(bits.meeting(Comparison(">=", 400), bits.holders(is_unproven_included=True))) == [2, 4, 5]
    assert bits.stamp == 2


def test_the_stamp_stays_when_nobody_of_the_tag_is_touched() -> None:
    bits = made()
    bits.replace(BitMap([77]), {}, None, stamp=2)
    assert bits.stamp == 1


def test_a_union_of_one_is_that_one() -> None:
    one = BitMap([1])
    assert joined([one]) is one
    assert (joined([]), joined([one, BitMap([2])])) == (BitMap(), BitMap([1, 2]))
    assert joined([one, BitMap([2]), BitMap([3])]) == BitMap([1, 2, 3])
    assert one == BitMap([1])
