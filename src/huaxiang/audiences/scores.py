"""Scores of one tag's holders, kept in bands of equal size: a comparison looks into the one band that it cuts.

A band is a bitmap of people beside one byte for each: the place of the score among the band's distinct scores. Bands
wholly inside or outside a comparison are joined or left out as bitmaps (bin-based bitmap indexing with a candidate
check on the edge bin: Wu, Otoo and Shoshani, 2006). A score that a third of the holders have is kept for nobody: it is
that of who holds the tag and is in no band.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pyroaring import BitMap

from huaxiang.audiences.numbers import Numbers, bitmap_from, numbers_in
from huaxiang.tags.expressions.terms import COMPARE, Comparison

__all__ = ["Scores"]

_BANDS = 16
_MOST_DISTINCT = 256
_FEW = 512
_SHARE = 8
_USUAL = 3
Values = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class _Band:
    """People whose scores lie next to each other.

    Attributes:
        distinct: Their scores, rising.
        people: Who they are.
        codes: Place of each one's score among `distinct`, in the order of `people`; None where there is one score.
    """

    distinct: Values
    people: BitMap
    codes: npt.NDArray[np.uint8] | None


class Scores:
    """Scores 0..1000 of the holders of a tag; of people who lost it, too, until they are packed."""

    def __init__(self) -> None:
        self._bands: list[_Band] = []
        self._usual: int | None = None
        self._fresh: dict[int, int] = {}

    def put(self, numbers: Numbers, scores: Values, *, held: BitMap) -> None:
        """Notes scores of people, in place of those they had.

        Args:
            numbers: Of the people, each once, rising.
            scores: One for each.
            held: Everyone who holds the tag from now on.
        """
        if len(numbers) > _FEW and self._is_empty:
            self._pack(numbers, scores)
            return
        for number, score in zip(numbers.tolist(), scores.tolist(), strict=True):
            if score == self._usual and not any(number in band.people for band in self._bands):
                self._fresh.pop(number, None)
            else:
                self._fresh[number] = score
        if len(self._fresh) > max(_FEW, len(held) // _SHARE):
            self._pack(*self.of(held))

    @property
    def _is_empty(self) -> bool:
        return not self._fresh and not self._bands and self._usual is None

    def _pack(self, numbers: Numbers, scores: Values) -> None:
        """Bands of everyone anew; numbers rise."""
        distinct, sizes = np.unique(scores, return_counts=True)
        self._fresh, self._usual, self._bands = {}, None, []
        if len(distinct) and sizes.max() * _USUAL >= len(scores):
            self._usual = int(distinct[sizes.argmax()])
            rest = scores != self._usual
            numbers, scores = numbers[rest], scores[rest]
            distinct, sizes = np.unique(scores, return_counts=True)
        if not len(distinct):
            return
        places = np.zeros(int(distinct[-1]) + 1, dtype=np.int64)
        places[distinct] = np.arange(len(distinct))
        self._cut(numbers, places[scores], distinct, (np.cumsum(sizes) - sizes) * _BANDS // len(scores))

    def _cut(
        self, numbers: Numbers, places: npt.NDArray[np.int64], distinct: Values, band_of: npt.NDArray[np.int64]
    ) -> None:
        """Makes a band of the people of each run of equal `band_of`, by the places of their scores in `distinct`."""
        for band in np.unique(band_of):
            of_band = np.flatnonzero(band_of == band)
            for start in range(0, len(of_band), _MOST_DISTINCT):
                first, last = of_band[start], of_band[min(start + _MOST_DISTINCT, len(of_band)) - 1]
                inside = (places >= first) & (places <= last)
                codes = None if first == last else (places[inside] - first).astype(np.uint8)
                self._bands.append(_Band(distinct[first : last + 1], bitmap_from(numbers[inside]), codes))

    def of(self, people: BitMap) -> tuple[Numbers, Values]:
        """Numbers, rising, and scores of those of the people who have one."""
        found = [(numbers, scores) for numbers, scores in self._pairs(people) if len(numbers)]
        numbers = np.concatenate([np.zeros(0, dtype=np.uint32), *(each for each, _ in found)])
        scores = np.concatenate([np.zeros(0, dtype=np.uint16), *(each for _, each in found)])
        order = np.argsort(numbers, kind="stable")
        return numbers[order], scores[order]

    def _pairs(self, people: BitMap) -> Iterator[tuple[Numbers, Values]]:
        packed = people - BitMap(self._fresh)
        for band in self._bands:
            numbers = numbers_in(band.people)
            kept = np.isin(numbers, numbers_in(packed & band.people), assume_unique=True)
            codes = np.zeros(len(numbers), dtype=np.uint8) if band.codes is None else band.codes
            yield numbers[kept], band.distinct[codes[kept]]
        if self._usual is not None:
            rest = numbers_in(packed - _union([band.people for band in self._bands]))
            yield rest, np.full(len(rest), self._usual, dtype=np.uint16)
        own = sorted(number for number in self._fresh if number in people)
        scores = [self._fresh[number] for number in own]
        yield np.array(own, dtype=np.uint32), np.array(scores, dtype=np.uint16)

    def meeting(self, comparison: Comparison, held: BitMap) -> BitMap:
        """Those of the people who hold the tag whose scores meet a comparison; a new bitmap."""
        yes: list[BitMap] = []
        no: list[BitMap] = []
        compare = COMPARE[comparison.operator]
        for band in self._bands:
            flags = compare(band.distinct, comparison.value)
            if flags.all() or not flags.any() or band.codes is None:
                (yes if flags[0] else no).append(band.people)
                continue
            inside = flags[band.codes]
            is_fewer = int(inside.sum()) * 2 <= len(inside)
            part = bitmap_from(numbers_in(band.people)[inside if is_fewer else ~inside])
            yes.append(part if is_fewer else band.people - part)
            no.append(band.people - part if is_fewer else part)
        is_yes_fewer = sum(map(len, yes)) <= sum(map(len, no))
        if self._usual is not None:
            is_yes_fewer = not compare(self._usual, comparison.value)
        found = _union(yes) & held if is_yes_fewer else held - _union(no)
        if self._fresh:
            found -= BitMap(self._fresh)
            hits = BitMap([number for number, score in self._fresh.items() if compare(score, comparison.value)])
            found |= hits & held
        return found

    def parts(self) -> Iterator[BitMap]:
        """The bitmaps that it keeps."""
        return (band.people for band in self._bands)

    @property
    def n_bytes(self) -> int:
        """Bytes of the codes beside the bitmaps, and of what is not packed yet."""
        codes = sum(band.codes.nbytes for band in self._bands if band.codes is not None)
        return codes + 6 * len(self._fresh)


def _union(parts: list[BitMap]) -> BitMap:
    return BitMap.union(*parts) if len(parts) > 1 else parts[0] if parts else BitMap()
