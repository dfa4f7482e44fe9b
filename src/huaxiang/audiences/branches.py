"""Interests by branch of the category tree: who holds one at a node or below it, kept once it has been asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from pyroaring import BitMap

from huaxiang.audiences.holders import Values
from huaxiang.audiences.numbers import Numbers, bitmap_of_rising
from huaxiang.audiences.tag_bits import Cell, TagBits
from huaxiang.tags.expressions.terms import Interest

__all__ = ["LEVELS", "Branch", "branches_of", "split_by_branch"]

_INTEREST = "interest."
_DEPTH = 2
LEVELS = range(_DEPTH)
"""Of branches, the uppermost first."""


def branches_of(key: str) -> tuple[str, ...]:
    """The branches that a tag lies on, those of the two upper levels of an interest's path; none for other tags.

    >>> branches_of("interest.beauty.foundation.texture-light")
    ('interest.beauty', 'interest.beauty.foundation')
    >>> branches_of("interest.beauty"), branches_of("fact.buyer")
    (('interest.beauty',), ())
    """
    if not key.startswith(_INTEREST):
        return ()
    parts = key.split(".", _DEPTH + 1)[: _DEPTH + 1]
    return tuple(".".join(parts[:end]) for end in range(2, len(parts) + 1))


class Branch:
    """The holders of the tags of one branch, by stance; who holds several may have several stances.

    Attributes:
        keys: Of the tags on it that were ever held.
    """

    __slots__ = ("_everyone", "_passing", "keys", "stamp")

    def __init__(self, tags: Mapping[str, TagBits], *, stamp: int) -> None:
        self.keys, self.stamp = set(tags), stamp
        self._everyone: dict[str | None, BitMap] = {}
        self._passing: dict[str | None, BitMap] = {}
        for bits in tags.values():
            for stance, people in bits.stances():
                _add(self._everyone, stance, people)
                _add(self._passing, stance, people if bits.passing is bits.everyone else people & bits.passing)

    def replace(
        self, touched: BitMap, tags: Mapping[str, Mapping[Cell, tuple[Numbers, Values]]], *, stamp: int
    ) -> None:
        """Takes what some people held away and notes what they hold now; see `TagBits.replace`."""
        self.keys |= tags.keys()
        for kept in (self._everyone, self._passing):
            for stance, people in kept.items():
                if people.intersect(touched):
                    kept[stance] -= touched
                    self.stamp = stamp
        for cells in tags.values():
            for cell, (numbers, _) in cells.items():
                people = bitmap_of_rising(numbers)
                _add(self._everyone, cell.stance, people)
                if cell.reason is None:
                    _add(self._passing, cell.stance, people)
                self.stamp = stamp

    def parts(self, term: Interest, *, is_unproven_included: bool) -> Iterator[BitMap]:
        """Bitmaps of those who hold one that passes, or any, with a stance that the term admits."""
        kept = self._everyone if is_unproven_included else self._passing
        return (people for stance, people in kept.items() if term.admits(stance))

    def bitmaps(self) -> Iterable[BitMap]:
        """Every bitmap that it keeps."""
        return [*self._everyone.values(), *self._passing.values()]


def _add(kept: dict[str | None, BitMap], stance: str | None, people: BitMap) -> None:
    kept[stance] = kept[stance] | people if stance in kept else people.copy()


def split_by_branch(keys: Iterable[str], level: int) -> tuple[dict[str, list[str]], list[str]]:
    """Keys by their branch of a level, 0 the uppermost, and those that lie on none."""
    branches: dict[str, list[str]] = {}
    single = []
    for key in keys:
        on = branches_of(key)
        if len(on) > level:
            branches.setdefault(on[level], []).append(key)
        else:
            single.append(key)
    return branches, single
