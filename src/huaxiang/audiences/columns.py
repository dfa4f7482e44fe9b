"""What people have by name as columns over person numbers: features as numbers, traits and facts as coded texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from huaxiang.audiences.numbers import Numbers, bitmap_from
from huaxiang.tags.expressions.profile import text_holds
from huaxiang.tags.expressions.terms import COMPARE, Comparison

__all__ = ["NumberColumn", "TextColumn"]

_GROWTH = 1.25
_FEW_WORDS = 1_024


def _longer(values: npt.NDArray[Any], n: int, missing: float) -> npt.NDArray[Any]:
    """At least n places; those that come to it are missing."""
    if n <= len(values):
        return values
    grown = np.full(max(n, int(len(values) * _GROWTH)), missing, dtype=values.dtype)
    grown[: len(values)] = values
    return grown


class NumberColumn:
    """A feature: single precision as long as that holds every value exactly; nan where there is none."""

    def __init__(self) -> None:
        self.values: npt.NDArray[Any] = np.zeros(0, dtype=np.float32)
        self.stamp = 0

    def replace(self, touched: Numbers, numbers: Numbers, values: Sequence[float], *, stamp: int) -> None:
        """Takes what some people had away and notes what they have now.

        Args:
            touched: The people.
            numbers: Those who have a value now.
            values: One for each of these.
            stamp: Of this change.
        """
        fresh = np.asarray(values, dtype=np.float64)
        known = touched[touched < len(self.values)]
        if not len(fresh) and np.isnan(self.values[known]).all():
            return
        self.stamp = stamp
        with np.errstate(over="ignore"):
            is_exact = np.array_equal(fresh.astype(np.float32).astype(np.float64), fresh, equal_nan=True)
        if self.values.dtype == np.float32 and not is_exact:
            self.values = self.values.astype(np.float64)
        self.values[known] = np.nan
        self.values = _longer(self.values, int(numbers.max()) + 1 if len(numbers) else 0, np.nan)
        self.values[numbers] = fresh

    def meeting(self, comparison: Comparison) -> BitMap:
        """Numbers of the people whose value meets a comparison; a missing one never does."""
        if isinstance(comparison.value, str):
            return BitMap()
        met = COMPARE[comparison.operator](self.values.astype(np.float64, copy=False), float(comparison.value))
        return bitmap_from(np.flatnonzero(met & ~np.isnan(self.values)))

    def known(self) -> BitMap:
        """Numbers of the people who have a value."""
        return bitmap_from(np.flatnonzero(~np.isnan(self.values)))

    @property
    def is_known(self) -> bool:
        """Whether anybody has a value."""
        return not bool(np.isnan(self.values).all())

    def rows(self) -> tuple[Numbers, npt.NDArray[np.float64]]:
        """Numbers, rising, and values of the people who have one."""
        numbers = np.flatnonzero(~np.isnan(self.values)).astype(np.uint32)
        return numbers, self.values[numbers].astype(np.float64)

    @property
    def n_bytes(self) -> int:
        """Bytes of the values."""
        return int(self.values.nbytes)


class TextColumn:
    """A trait or fact: each text once, and the place of each person's among them, −1 where there is none."""

    def __init__(self) -> None:
        self._codes: npt.NDArray[np.int32] = np.zeros(0, dtype=np.int32)
        self._words: list[str] = []
        self._places: dict[str, int] = {}
        self.stamp = 0

    def replace(self, touched: Numbers, numbers: Numbers, values: Sequence[str], *, stamp: int) -> None:
        """Takes what some people had away and notes what they have now; see `NumberColumn.replace`."""
        known = touched[touched < len(self._codes)]
        if not len(values) and (self._codes[known] < 0).all():
            return
        self.stamp = stamp
        self._codes[known] = -1
        self._codes = _longer(self._codes, int(numbers.max()) + 1 if len(numbers) else 0, -1)
        self._codes[numbers] = [self._place(value) for value in values]
        if len(self._words) > _FEW_WORDS and len(self._words) > 2 * int((self._codes >= 0).sum()):
            self._pack()

    def _place(self, word: str) -> int:
        place = self._places.setdefault(word, len(self._words))
        if place == len(self._words):
            self._words.append(word)
        return place

    def _pack(self) -> None:
        """Forgets the words that nobody has any more."""
        used, codes = np.unique(self._codes[self._codes >= 0], return_inverse=True)
        self._codes[self._codes >= 0] = codes
        self._words = [self._words[place] for place in used]
        self._places = {word: place for place, word in enumerate(self._words)}

    def meeting(self, comparison: Comparison) -> BitMap:
        """Numbers of the people whose text meets a comparison; a missing one never does."""
        return self._having([text_holds(word, comparison) for word in self._words])

    def known(self) -> BitMap:
        """Numbers of the people who have a value."""
        return self._having([True] * len(self._words))

    def _having(self, flags: list[bool]) -> BitMap:
        wanted = np.array([*flags, False], dtype=np.bool_)
        return bitmap_from(np.flatnonzero(wanted[self._codes]))

    @property
    def is_known(self) -> bool:
        """Whether anybody has a value."""
        return bool((self._codes >= 0).any())

    def rows(self) -> tuple[Numbers, Iterator[str]]:
        """Numbers, rising, and texts of the people who have one."""
        numbers = np.flatnonzero(self._codes >= 0).astype(np.uint32)
        return numbers, (self._words[place] for place in self._codes[numbers].tolist())

    @property
    def n_bytes(self) -> int:
        """Bytes of the codes, and of the texts roughly."""
        return int(self._codes.nbytes) + sum(len(word) + 120 for word in self._words)
