"""Who meets a term of the expression language, on bitmaps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain

import pyarrow as pa
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.branches import LEVELS, split_by_branch
from huaxiang.audiences.columns import NumberColumn, TextColumn
from huaxiang.audiences.tag_bits import TagBits, joined
from huaxiang.tags.expressions import ArrowIndex, Term
from huaxiang.tags.expressions.terms import Did, Fact, Feature, Interest, Known, Tag, Trait

__all__ = ["Counted", "did_among", "keys_of"]

_NO_TAG = TagBits()


@dataclass(frozen=True, slots=True)
class Counted:
    """People by term: an `expressions.Index` over bitmaps.

    Attributes:
        bitmaps: Everyone.
        did: Who meets each `did(…)`; who is not named here meets it not.
        is_unproven_included: Whether tags that the gate withholds count as held.
    """

    bitmaps: PeopleBitmaps
    did: Mapping[Did, BitMap]
    is_unproven_included: bool = False

    @property
    def everyone(self) -> BitMap:
        """Numbers of all people."""
        return self.bitmaps.everyone

    def bitmap_of(self, term: Term) -> BitMap:
        """Numbers of the people who meet the term; perhaps one of the index's own bitmaps."""
        match term:
            case Tag():
                return self._tagged(term)
            case Interest():
                return self._interested(term)
            case Feature() | Trait() | Fact() | Known():
                return self._valued(term)
            case Did():
                return self.did.get(term, BitMap()) & self.everyone
        return BitMap()

    def _tagged(self, term: Tag) -> BitMap:
        bits, comparison = self.bitmaps.tags.get(term.key, _NO_TAG), term.comparison
        if comparison is None:
            return bits.everyone if self.is_unproven_included else bits.passing
        everyone = self._made(term, bits.stamp, lambda: bits.meeting(comparison))
        if self.is_unproven_included or bits.passing is bits.everyone:
            return everyone
        return everyone & bits.passing

    def _interested(self, term: Interest) -> BitMap:
        """A lone tag by its stances, several of a branch by what the branch keeps joined."""
        is_all = self.is_unproven_included
        single: Iterable[str] = term.keys
        parts, stamps = [], [0]
        for level in LEVELS:
            branches, left = split_by_branch(single, level)
            for name, keys in branches.items():
                branch = self.bitmaps.branch(name) if len(keys) > 1 else None
                if branch is None or not branch.keys.issubset(keys):
                    left += keys
                else:
                    parts.append(partial(branch.parts, term, is_unproven_included=is_all))
                    stamps.append(branch.stamp)
            single = left
        for key in single:
            if (bits := self.bitmaps.tags.get(key)) is not None:
                parts.append(partial(self._admitted, bits, term))
                stamps.append(bits.stamp)
        return self._made(
            term, max(stamps), lambda: joined(chain.from_iterable(each() for each in parts)), is_all=is_all
        )

    def _admitted(self, bits: TagBits, term: Interest) -> Iterator[BitMap]:
        is_whole = self.is_unproven_included or bits.passing is bits.everyone
        return (people if is_whole else people & bits.passing for people in bits.admitted(term))

    def _made(self, term: Term, stamp: int, make: Callable[[], BitMap], *, is_all: bool = True) -> BitMap:
        return self.bitmaps.made(term, is_unproven_included=is_all, stamp=stamp, make=make)

    def _valued(self, term: Feature | Trait | Fact | Known) -> BitMap:
        column = self._column(term)
        if column is None:
            return BitMap()
        comparison = None if isinstance(term, Known) else term.comparison
        return self.bitmaps.made(
            term,
            is_unproven_included=False,
            stamp=column.stamp,
            make=lambda: column.known() if comparison is None else column.meeting(comparison),
        )

    def _column(self, term: Feature | Trait | Fact | Known) -> NumberColumn | TextColumn | None:
        if isinstance(term, Feature) or (isinstance(term, Known) and term.kind == "feature"):
            return self.bitmaps.features.get(term.name)
        is_trait = isinstance(term, Trait) or (isinstance(term, Known) and term.kind == "trait")
        return (self.bitmaps.traits if is_trait else self.bitmaps.facts).get(term.name)


def did_among(terms: Collection[Did], events: pa.Table, bitmaps: PeopleBitmaps) -> dict[Did, BitMap]:
    """Who meets each term by events with the columns of `audiences.index.EVENT_SCHEMA`."""
    numbers = pa.array(range(len(bitmaps.people.ids)), pa.int64())
    read = ArrowIndex(numbers, {"events": events}, bitmaps.meta.as_of)
    return {term: read.bitmap_of(term) for term in terms}


def keys_of(terms: Iterable[Term]) -> list[str]:
    """Keys of the tags that terms ask for, sorted."""
    keys: set[str] = set()
    for term in terms:
        if isinstance(term, Tag):
            keys.add(term.key)
        elif isinstance(term, Interest):
            keys.update(term.keys)
    return sorted(keys)
