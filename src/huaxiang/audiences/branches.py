"""Interests by branch of the category tree: who holds one at a node or below it, kept once it has been asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap

from huaxiang.audiences.holders import Values
from huaxiang.audiences.numbers import Numbers, bitmap_of_rising
from huaxiang.audiences.tag_bits import Cell, TagBits
from huaxiang.tags.expressions.terms import Interest

__all__ = ["Branch", "branch_of", "split_by_branch"]

_INTEREST = "interest."
_DEPTH = 2


def branch_of(key: str) -> str | None:
    """The branch that a tag lies on, the two upper levels of an interest's path; None for other tags.

    >>> branch_of("interest.beauty.foundation.texture-light"), branch_of("interest.beauty"), branch_of("fact.buyer")
    ('interest.beauty.foundation', None, None)
    """
    if not key.startswith(_INTEREST):
        return None
    parts = key.split(".", _DEPTH + 1)
    return ".".join(parts[: _DEPTH + 1]) if len(parts) > _DEPTH else None


class Branch:
    """The holders of the tags of one branch; who holds several may be in several cells.

    Attributes:
        keys: Of the tags on it that were ever held.
    """

    __slots__ = ("_cells", "keys", "stamp")

    def __init__(self, tags: Mapping[str, TagBits], *, stamp: int) -> None:
        self.keys, self.stamp = set(tags), stamp
        parts: dict[tuple[str | None, bool], list[BitMap]] = {}
        for bits in tags.values():
            for cell, holders in bits.cells.items():
                parts.setdefault((cell.stance, cell.reason is not None), []).append(holders.people)
        self._cells = {place: BitMap.union(BitMap(), *people) for place, people in parts.items()}

    def replace(
        self, touched: BitMap, tags: Mapping[str, Mapping[Cell, tuple[Numbers, Values]]], *, stamp: int
    ) -> None:
        """Takes what some people held away and notes what they hold now; see `TagBits.replace`."""
        self.keys |= tags.keys()
        for place, people in self._cells.items():
            if people.intersect(touched):
                self._cells[place] -= touched
                self.stamp = stamp
        for cells in tags.values():
            for cell, (numbers, _) in cells.items():
                place = (cell.stance, cell.reason is not None)
                self._cells[place] = self._cells.get(place, BitMap()) | bitmap_of_rising(numbers)
                self.stamp = stamp

    def parts(self, term: Interest, *, is_withheld: bool) -> Iterator[BitMap]:
        """Bitmaps of those who hold one that passes, or one that is withheld, with a stance that the term admits."""
        for (stance, is_kept_back), people in self._cells.items():
            if is_kept_back is is_withheld and term.admits(stance):
                yield people

    def bitmaps(self) -> Iterable[BitMap]:
        """Every bitmap that it keeps."""
        return self._cells.values()


def split_by_branch(keys: Iterable[str]) -> tuple[dict[str, list[str]], list[str]]:
    """Keys by branch, and those that lie on none."""
    branches: dict[str, list[str]] = {}
    single = []
    for key in keys:
        branch = branch_of(key)
        if branch is None:
            single.append(key)
        else:
            branches.setdefault(branch, []).append(key)
    return branches, single
