"""Who meets a term of the expression language, on bitmaps."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import chain

import pyarrow as pa
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.branches import split_by_branch
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
        bits = self.bitmaps.tags.get(term.key, _NO_TAG)
        return self._held(term, bits.stamp, partial(bits.parts, comparison=term.comparison))

    def _interested(self, term: Interest) -> BitMap:
        branches, single = split_by_branch(term.keys)
        units: list[Callable[..., Iterator[BitMap]]] = []
        stamps = [0]
        for name, keys in branches.items():
            branch = self.bitmaps.branch(name) if len(keys) > 1 else None
            if branch is None or not branch.keys.issubset(keys):
                single += keys
            else:
                units.append(partial(branch.parts, term))
                stamps.append(branch.stamp)
        for key in single:
            if (bits := self.bitmaps.tags.get(key)) is not None:
                units.append(partial(bits.parts, term=term))
                stamps.append(bits.stamp)

        def parts(*, is_withheld: bool) -> Iterator[BitMap]:
            return chain.from_iterable(unit(is_withheld=is_withheld) for unit in units)

        return self._held(term, max(stamps), parts)

    def _held(self, term: Tag | Interest, stamp: int, parts: Callable[..., Iterator[BitMap]]) -> BitMap:
        """Who passes, and who is withheld where that counts: the very same bitmap where nobody is."""
        made = self.bitmaps.made
        found = made(term, is_unproven_included=False, stamp=stamp, make=lambda: joined(parts(is_withheld=False)))
        if not self.is_unproven_included:
            return found
        return made(
            term,
            is_unproven_included=True,
            stamp=stamp,
            make=lambda: joined([found, *(part for part in parts(is_withheld=True) if part)]),
        )

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
