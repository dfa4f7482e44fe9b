"""The holders of one tag who have one stance and one answer of the gate: a bitmap, and their scores beside it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from huaxiang.audiences.numbers import Numbers, bitmap_of_rising, numbers_in
from huaxiang.tags.expressions.terms import COMPARE, Comparison

__all__ = ["Holders", "Values"]

_MOST_CODED = 256
_ON_CODES = {"=": "=", "!=": "!=", "<": "<", "<=": "<", ">": ">=", ">=": ">="}
Values = npt.NDArray[np.uint16]
_Codes = npt.NDArray[Any]


class Holders:
    """People with scores 0..1000, in the order of their numbers: one score of all, a byte each, or two bytes each.

    Attributes:
        people: Who they are; changed in place, never to be changed by who reads.
    """

    __slots__ = ("_codes", "_distinct", "people")

    def __init__(self) -> None:
        self.people = BitMap()
        self._distinct: Values = np.zeros(0, dtype=np.uint16)
        self._codes: _Codes | None = None

    def add(self, numbers: Numbers, scores: Values) -> None:
        """Takes people in.

        Args:
            numbers: Of people who are not in it, rising.
            scores: One for each.
        """
        if not self.people:
            self._distinct, self._codes = np.zeros(0, dtype=np.uint16), None
        distinct = np.union1d(self._distinct, scores)
        if len(distinct) > 1:
            old, new = self._coded(distinct), _codes_of(scores, distinct)
            places = np.searchsorted(numbers_in(self.people), numbers)
            self._codes = np.insert(old, places, new) if len(old) else new
        self._distinct = distinct
        self.people |= bitmap_of_rising(numbers)

    def _coded(self, distinct: Values) -> _Codes:
        """The scores that there are by their places among others, or as they are where those are many."""
        if self._codes is None or (len(distinct) != len(self._distinct) and len(self._distinct) <= _MOST_CODED):
            return _codes_of(self.scores(), distinct)
        return self._codes

    def drop(self, touched: BitMap) -> bool:
        """Takes people out, those who are in it; returns whether there were any."""
        gone = self.people & touched
        if not gone:
            return False
        if self._codes is not None:
            self._codes = np.delete(self._codes, np.searchsorted(numbers_in(self.people), numbers_in(gone)))
        self.people -= touched
        return True

    def scores(self) -> Values:
        """Scores in the order of the numbers."""
        if self._codes is None:
            return np.full(len(self.people), self._distinct[0] if self.people else 0, dtype=np.uint16)
        if len(self._distinct) > _MOST_CODED:
            return self._codes.astype(np.uint16, copy=False)
        return self._distinct[self._codes]

    def meeting(self, comparison: Comparison) -> BitMap:
        """Those whose score meets a comparison; perhaps `people` itself."""
        flags = COMPARE[comparison.operator](self._distinct, comparison.value)
        if flags.all() or not flags.any() or self._codes is None:
            return self.people if flags.any() else BitMap()
        inside = self._inside(comparison)
        if 2 * np.count_nonzero(inside) <= len(inside):
            return bitmap_of_rising(np.compress(inside, numbers_in(self.people)))
        return self.people - bitmap_of_rising(np.compress(~inside, numbers_in(self.people)))

    def _inside(self, comparison: Comparison) -> npt.NDArray[np.bool_]:
        """Whose score meets it, in the order of the numbers: codes rise with scores, so a code is compared in place."""
        operator, value = comparison.operator, comparison.value
        if len(self._distinct) > _MOST_CODED:
            return np.asarray(COMPARE[operator](self._codes, value))
        place = int(np.searchsorted(self._distinct, value))
        is_there = place < len(self._distinct) and self._distinct[place] == value
        if operator in {"<=", ">"} and is_there:
            place += 1
        return np.asarray(COMPARE[_ON_CODES[operator]](self._codes, place))

    @property
    def score_bytes(self) -> int:
        """Bytes of the scores."""
        return int(self._distinct.nbytes) + (0 if self._codes is None else int(self._codes.nbytes))


def _codes_of(scores: Values, distinct: Values) -> _Codes:
    """Places of scores among distinct ones in a byte each, or the scores where there are too many for that."""
    if len(distinct) > _MOST_CODED:
        return np.asarray(scores, dtype=np.uint16)
    return np.searchsorted(distinct, scores).astype(np.uint8)
