"""Who meets a term of the expression language, on bitmaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import pyarrow as pa
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
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
        if term.comparison is None:
            return self._all(bits, term) if self.is_unproven_included else bits.holders(is_unproven_included=False)
        comparison, key = term.comparison, Tag(term.key)
        scored = self.bitmaps.made(
            term,
            is_unproven_included=True,
            stamp=bits.stamp,
            make=lambda: bits.meeting(comparison, self._all(bits, key)),
        )
        return scored if self.is_unproven_included else scored & bits.holders(is_unproven_included=False)

    def _all(self, bits: TagBits, term: Tag) -> BitMap:
        """Whoever holds a tag, withheld or not."""
        if len(bits.cells) == 1:
            return bits.holders(is_unproven_included=True)
        return self.bitmaps.made(
            term, is_unproven_included=True, stamp=bits.stamp, make=lambda: bits.holders(is_unproven_included=True)
        )

    def _interested(self, term: Interest) -> BitMap:
        kept = [bits for key in term.keys if (bits := self.bitmaps.tags.get(key)) is not None]
        is_all = self.is_unproven_included
        return self.bitmaps.made(
            term,
            is_unproven_included=is_all,
            stamp=max((bits.stamp for bits in kept), default=0),
            make=lambda: joined(part for bits in kept for part in bits.admitted(term, is_unproven_included=is_all)),
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
