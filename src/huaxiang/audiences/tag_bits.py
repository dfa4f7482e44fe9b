"""Who holds one tag: whoever does with their scores, who passes the gate, and apart those of rarer stances and reasons.

Both sides of the gate are one bitmap each, for every count asks for both. What most holders have in common is kept for
nobody: the usual stance is that of who is in no other, and so with the reasons for which the gate withholds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import numpy as np
from pyroaring import BitMap

from huaxiang.audiences.holders import Holders, Values
from huaxiang.audiences.numbers import Numbers, bitmap_of_rising, numbers_in
from huaxiang.tags.expressions.terms import Comparison, Interest

__all__ = ["Cell", "TagBits", "joined"]

_NOBODY = BitMap()


class Cell(NamedTuple):
    """What holders of a tag have in common.

    Attributes:
        stance: As the assignment says it.
        reason: Why the gate withholds it; None when it passes.
    """

    stance: str | None
    reason: str | None


class _Parted:
    """People by a mark that each has one of; the usual one, that of most who came first, is kept for nobody."""

    __slots__ = ("has_usual", "others", "usual")

    def __init__(self) -> None:
        self.usual: str | None = None
        self.has_usual = False
        self.others: dict[str | None, BitMap] = {}

    def add(self, mark: str | None, people: BitMap) -> None:
        if not self.has_usual:
            self.usual, self.has_usual = mark, True
        if mark != self.usual:
            self.others[mark] = self.others.get(mark, _NOBODY) | people

    def drop(self, touched: BitMap) -> None:
        for mark in [mark for mark, people in self.others.items() if people.intersect(touched)]:
            self.others[mark] -= touched
            if not self.others[mark]:
                del self.others[mark]

    def of(self, everyone: BitMap) -> Iterator[tuple[str | None, BitMap]]:
        """Marks and people, given all who have one."""
        rest = everyone
        for mark, people in self.others.items():
            rest = rest - people
            yield mark, people
        if rest:
            yield self.usual, rest


class TagBits:
    """The holders of one tag.

    Attributes:
        holders: Whoever holds it, with scores.
        stamp: Greater than before whenever something has changed.
    """

    __slots__ = ("_passing", "_reasons", "_stances", "holders", "stamp")

    def __init__(self) -> None:
        self.holders = Holders()
        self.stamp = 0
        self._passing: BitMap | None = None
        self._stances, self._reasons = _Parted(), _Parted()

    def replace(self, touched: BitMap, cells: Mapping[Cell, tuple[Numbers, Values]], *, stamp: int) -> None:
        """Takes what some people held away and notes what they hold now.

        Args:
            touched: The people.
            cells: Numbers, rising, and scores of those who hold it now.
            stamp: Of this change.
        """
        if self.holders.drop(touched):
            self.stamp = stamp
            self._stances.drop(touched)
            self._reasons.drop(touched)
            if self._passing is not None:
                self._passing -= touched
        if not cells:
            return
        self.stamp = stamp
        if self._passing is None and any(cell.reason is not None for cell in cells):
            self._passing = self.holders.people.copy()
        for cell, (numbers, _) in sorted(cells.items(), key=lambda each: -len(each[1][0])):
            people = bitmap_of_rising(numbers)
            self._stances.add(cell.stance, people)
            if cell.reason is not None:
                self._reasons.add(cell.reason, people)
            elif self._passing is not None:
                self._passing |= people
        self.holders.add(*_merged(list(cells.values())))

    @property
    def everyone(self) -> BitMap:
        """Whoever holds it; its own bitmap."""
        return self.holders.people

    @property
    def passing(self) -> BitMap:
        """Who holds it and passes; its own bitmap, that of everyone where nobody was ever withheld."""
        return self.holders.people if self._passing is None else self._passing

    def admitted(self, term: Interest) -> Iterator[BitMap]:
        """Bitmaps of those whose stance an interest admits, withheld or not."""
        stances = self._stances
        if not stances.others:
            if term.admits(stances.usual):
                yield self.everyone
            return
        kept_out = [people for stance, people in stances.others.items() if not term.admits(stance)]
        if term.admits(stances.usual):
            yield self.everyone - joined(kept_out) if kept_out else self.everyone
        else:
            yield from (people for stance, people in stances.others.items() if term.admits(stance))

    def meeting(self, comparison: Comparison) -> BitMap:
        """Those whose score meets a comparison, withheld or not; perhaps its own bitmap."""
        return self.holders.meeting(comparison)

    @property
    def reasons(self) -> set[str]:
        """Reasons for which the gate withholds somebody, or did."""
        if self._passing is None:
            return set()
        return {str(self._reasons.usual), *map(str, self._reasons.others)}

    @property
    def n_withheld(self) -> int:
        """How many the gate withholds."""
        return 0 if self._passing is None else len(self.everyone) - len(self._passing)

    def withheld(self, among: BitMap | None = None) -> Iterator[tuple[str, BitMap]]:
        """Reason and people of those, perhaps among some, whom the gate withholds."""
        if self._passing is not None:
            people = self.everyone if among is None else self.everyone & among
            for reason, own in self._reasons.of(people - self._passing):
                yield str(reason), own if among is None else own & among

    def stances(self) -> Iterator[tuple[str | None, BitMap]]:
        """Stance and people, withheld or not."""
        return self._stances.of(self.everyone)

    def cells(self) -> Iterator[tuple[Cell, BitMap, Values]]:
        """Everyone by stance and reason, with their scores."""
        numbers, scores = numbers_in(self.everyone), self.holders.scores()
        by_reason: list[tuple[str | None, BitMap]] = [(None, self.passing), *self.withheld()]
        for stance, of_stance in self.stances():
            for reason, people in by_reason:
                inside = people & of_stance
                if inside:
                    places = np.searchsorted(numbers, numbers_in(inside))
                    yield Cell(stance, reason), inside, scores[places]

    def bitmaps(self) -> Iterator[BitMap]:
        """Every bitmap that it keeps."""
        yield self.everyone
        if self._passing is not None:
            yield self._passing
        yield from self._stances.others.values()
        yield from self._reasons.others.values()


def _merged(parts: list[tuple[Numbers, Values]]) -> tuple[Numbers, Values]:
    """Several rising runs as one."""
    if len(parts) == 1:
        return parts[0]
    numbers, scores = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(numbers, kind="stable")
    return numbers[order], scores[order]


def joined(parts: Iterable[BitMap]) -> BitMap:
    """The union; the one part itself where there is only one."""
    found = list(parts)
    if len(found) > 2:
        return BitMap.union(*found)
    return BitMap() if not found else found[0] if len(found) == 1 else found[0] | found[1]
