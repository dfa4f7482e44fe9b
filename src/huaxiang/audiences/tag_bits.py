"""Who holds one tag: a bitmap for each stance and each reason of the gate, and the scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyroaring import BitMap

from huaxiang.audiences.numbers import Numbers, bitmap_from
from huaxiang.audiences.scores import Scores, Values
from huaxiang.tags.expressions.terms import Comparison, Interest

__all__ = ["Cell", "TagBits", "joined"]


class Cell(NamedTuple):
    """What the holders of a tag have in common.

    Attributes:
        stance: As the assignment says it.
        reason: Why the gate withholds it; None when it passes.
    """

    stance: str | None
    reason: str | None


class TagBits:
    """The holders of one tag; everyone is in one cell at most.

    Attributes:
        cells: Holders by stance and reason; changed in place, never to be changed by who reads.
        stamp: Greater than before whenever something has changed.
    """

    __slots__ = ("_scores", "cells", "stamp")

    def __init__(self) -> None:
        self.cells: dict[Cell, BitMap] = {}
        self.stamp = 0
        self._scores = Scores()

    def replace(
        self, touched: BitMap, cells: Mapping[Cell, Iterable[int]], scores: tuple[Numbers, Values] | None, *, stamp: int
    ) -> None:
        """Takes what some people held away and notes what they hold now.

        Args:
            touched: The people.
            cells: Those who hold it now.
            scores: Their numbers, rising, and scores.
            stamp: Of this change.
        """
        for cell in [cell for cell, people in self.cells.items() if people.intersect(touched)]:
            self.cells[cell] -= touched
            self.stamp = stamp
            if not self.cells[cell]:
                del self.cells[cell]
        for cell, numbers in cells.items():
            self.stamp = stamp
            self.cells[cell] = self.cells.get(cell, BitMap()) | bitmap_from(numbers)
        if scores is not None:
            self._scores.put(*scores, held=self.holders(is_unproven_included=True))

    def holders(self, *, is_unproven_included: bool) -> BitMap:
        """Who holds it and passes, or whoever holds it; perhaps one of its own bitmaps."""
        return joined(p for cell, p in self.cells.items() if cell.reason is None or is_unproven_included)

    def admitted(self, term: Interest, *, is_unproven_included: bool) -> Iterator[BitMap]:
        """Bitmaps of those whose stance an interest admits."""
        for cell, people in self.cells.items():
            if (cell.reason is None or is_unproven_included) and term.admits(cell.stance):
                yield people

    def meeting(self, comparison: Comparison, held: BitMap) -> BitMap:
        """Those of the holders whose score meets a comparison."""
        return self._scores.meeting(comparison, held)

    def scores_of(self, people: BitMap) -> tuple[Numbers, Values]:
        """Numbers, rising, and scores of holders."""
        return self._scores.of(people)

    def withheld(self) -> Iterator[tuple[str, BitMap]]:
        """Reason and people of each cell that the gate withholds."""
        return ((cell.reason, people) for cell, people in self.cells.items() if cell.reason is not None)

    def parts(self) -> Iterator[BitMap]:
        """Every bitmap that it keeps."""
        yield from self.cells.values()
        yield from self._scores.parts()

    @property
    def score_bytes(self) -> int:
        """Bytes of scores beside the bitmaps."""
        return self._scores.n_bytes


def joined(parts: Iterable[BitMap]) -> BitMap:
    """The union; the one part itself where there is only one."""
    found = list(parts)
    if len(found) > 2:
        return BitMap.union(*found)
    return BitMap() if not found else found[0] if len(found) == 1 else found[0] | found[1]
