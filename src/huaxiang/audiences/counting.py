"""Who meets a term of the expression language, on bitmaps."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import pyarrow as pa
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.columns import NumberColumn, TextColumn
from huaxiang.audiences.tag_bits import joined
from huaxiang.tags.expressions import ArrowIndex, Term
from huaxiang.tags.expressions.terms import Did, Fact, Feature, Interest, Known, Tag, Trait

__all__ = ["Counted", "did_among", "keys_of"]


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
            case Tag() | Interest():
                return self._held(term)
            case Feature() | Trait() | Fact() | Known():
                return self._valued(term)
            case Did():
                return self.did.get(term, BitMap()) & self.everyone
        return BitMap()

    def _held(self, term: Tag | Interest) -> BitMap:
        """Who passes, and who is withheld where that counts: the very same bitmap where nobody is."""
        keys = (term.key,) if isinstance(term, Tag) else term.keys
        kept = [bits for key in keys if (bits := self.bitmaps.tags.get(key)) is not None]
        stamp = max((bits.stamp for bits in kept), default=0)
        admits = None if isinstance(term, Tag) else term
        comparison = term.comparison if isinstance(term, Tag) else None

        def parts(*, is_withheld: bool) -> Iterator[BitMap]:
            for bits in kept:
                yield from bits.parts(is_withheld=is_withheld, term=admits, comparison=comparison)

        made, passing = self.bitmaps.made, lambda: joined(parts(is_withheld=False))
        found = made(term, is_unproven_included=False, stamp=stamp, make=passing)
        if not self.is_unproven_included:
            return found
        return made(
            term, is_unproven_included=True, stamp=stamp, make=lambda: _with(found, list(parts(is_withheld=True)))
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


def _with(people: BitMap, more: list[BitMap]) -> BitMap:
    """People and more of them; the people themselves where there are none."""
    return joined([people, *(part for part in more if part)])


def keys_of(terms: Iterable[Term]) -> list[str]:
    """Keys of the tags that terms ask for, sorted."""
    keys: set[str] = set()
    for term in terms:
        if isinstance(term, Tag):
            keys.add(term.key)
        elif isinstance(term, Interest):
            keys.update(term.keys)
    return sorted(keys)
