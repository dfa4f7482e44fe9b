"""Who holds one tag: people and scores for each stance and each reason of the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pyroaring import BitMap

from huaxiang.audiences.holders import Holders, Values
from huaxiang.audiences.numbers import Numbers
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
        cells: Holders by stance and reason, none empty.
        stamp: Greater than before whenever something has changed.
    """

    __slots__ = ("cells", "stamp")

    def __init__(self) -> None:
        self.cells: dict[Cell, Holders] = {}
        self.stamp = 0

    def replace(self, touched: BitMap, cells: Mapping[Cell, tuple[Numbers, Values]], *, stamp: int) -> None:
        """Takes what some people held away and notes what they hold now.

        Args:
            touched: The people.
            cells: Numbers, rising, and scores of those who hold it now.
            stamp: Of this change.
        """
        for cell, holders in list(self.cells.items()):
            if holders.drop(touched):
                self.stamp = stamp
                if not holders.people:
                    del self.cells[cell]
        for cell, (numbers, scores) in cells.items():
            self.stamp = stamp
            self.cells.setdefault(cell, Holders()).add(numbers, scores)

    def passing(self) -> BitMap:
        """Who holds it and passes; perhaps one of its own bitmaps."""
        return joined(self.parts(is_withheld=False))

    def parts(
        self, *, is_withheld: bool, term: Interest | None = None, comparison: Comparison | None = None
    ) -> Iterator[BitMap]:
        """Bitmaps of those who pass, or of those who are withheld.

        Args:
            is_withheld: Which of the two.
            term: An interest that has to admit their stance.
            comparison: What their score has to meet.
        """
        for cell, holders in self.cells.items():
            if (cell.reason is not None) is is_withheld and (term is None or term.admits(cell.stance)):
                yield holders.people if comparison is None else holders.meeting(comparison)

    def withheld(self) -> Iterator[tuple[str, BitMap]]:
        """Reason and people of each cell that the gate withholds."""
        return ((cell.reason, each.people) for cell, each in self.cells.items() if cell.reason is not None)


def joined(parts: Iterable[BitMap]) -> BitMap:
    """The union; the one part itself where there is only one."""
    found = list(parts)
    if len(found) > 2:
        return BitMap.union(*found)
    return BitMap() if not found else found[0] if len(found) == 1 else found[0] | found[1]
