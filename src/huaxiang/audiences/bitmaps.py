"""Everyone as bitmaps: who passes each tag, who is withheld and why, scores, features, traits, facts, exclusions."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from itertools import chain, islice
from typing import TypeVar

from pyroaring import BitMap

from huaxiang.audiences.batch import Batch, Named
from huaxiang.audiences.branches import Branch, branches_of
from huaxiang.audiences.calendar import Calendar
from huaxiang.audiences.columns import NumberColumn, TextColumn
from huaxiang.audiences.holders import Values
from huaxiang.audiences.numbers import Numbers, bitmap_from, numbers_in
from huaxiang.audiences.people import People
from huaxiang.audiences.tag_bits import Cell, TagBits
from huaxiang.stores.base import Meta, Store
from huaxiang.tags.expressions.terms import Term
from huaxiang.tags.gate import Gate

__all__ = ["PeopleBitmaps"]

_BATCH = 10_000
_MOST_MADE = 32
_NOBODY = BitMap()
_Column = TypeVar("_Column", NumberColumn, TextColumn)


class PeopleBitmaps:
    """Everyone as of an instant, by person number; changed in place by `absorb`.

    Attributes:
        meta: Where the store stood; nothing in here is older.
        people: Ids and numbers.
        tags: By key.
        features: By name.
        traits: By name.
        facts: By name.
        branches: Interests by branch, those that were asked for.
        excluded: Numbers of the people who are in no audience, by reason; everyone in one reason at most.
        calendar: When somebody's tags begin or cease to hold by themselves.
        is_torn: Whether moving it on has ended half-way: it is to be read anew.
    """

    def __init__(self, meta: Meta, ids: Iterable[str] = ()) -> None:
        self.meta = meta
        self.people = People(ids)
        self.tags: dict[str, TagBits] = {}
        self.features: dict[str, NumberColumn] = {}
        self.traits: dict[str, TextColumn] = {}
        self.facts: dict[str, TextColumn] = {}
        self.branches: dict[str, Branch] = {}
        self.excluded: dict[str, BitMap] = {}
        self.calendar = Calendar()
        self.is_torn = False
        self._stamp = 0
        self._eligible: BitMap | None = None
        self._made: OrderedDict[tuple[Term, bool], tuple[int, BitMap]] = OrderedDict()

    @classmethod
    def read(cls, store: Store, gate: Gate) -> PeopleBitmaps:
        """Everyone in the store, each tag judged by the gate at the store's as-of."""
        index = cls(store.meta())
        profiles = iter(store.profiles())
        while (batch := Batch(islice(profiles, _BATCH), index.people, gate, as_of=index.meta.as_of)).numbers:
            index.absorb(batch)
        return index

    @property
    def everyone(self) -> BitMap:
        """Numbers of all people."""
        return self.people.everyone

    @property
    def eligible(self) -> BitMap:
        """Numbers of the people who may be in an audience."""
        if self._eligible is None:
            self._eligible = self.everyone - BitMap.union(BitMap(), *self.excluded.values())
            self._eligible.run_optimize()
        return self._eligible

    def load_tag(self, key: str, cells: Mapping[Cell, tuple[Numbers, Values]]) -> None:
        """Bulk load: everyone who holds a tag, of people who are there.

        Args:
            key: Of a tag that nobody holds yet.
            cells: Numbers of the holders, rising, and their scores, by cell.
        """
        self._stamp += 1
        self.tags.setdefault(key, TagBits()).replace(_NOBODY, cells, stamp=self._stamp)
        self.branches.clear()

    def load_excluded(self, reason: str, numbers: Numbers) -> None:
        """Bulk load: people who are in no audience."""
        self.excluded[reason] = bitmap_from(numbers)
        self._eligible = None

    def absorb(self, batch: Batch, gone: Iterable[str] = ()) -> None:
        """Takes in what some people hold now, in place of whatever they held before.

        Args:
            batch: Of people of this index.
            gone: Ids of people who are no more.
        """
        self._stamp += 1
        came, left = bitmap_from(batch.numbers), BitMap(self.people.known(gone))
        touched = came | left
        self.people.admit(came, left, stamp=self._stamp)
        tags = batch.tags()
        for key in self.tags.keys() | tags.keys():
            self.tags.setdefault(key, TagBits()).replace(touched, tags.get(key, {}), stamp=self._stamp)
        for name, branch in self.branches.items():
            own = {key: cells for key, cells in tags.items() if name in branches_of(key)}
            branch.replace(touched, own, stamp=self._stamp)
        numbers = numbers_in(touched)
        self._replace(self.features, NumberColumn, numbers, batch.features)
        self._replace(self.traits, TextColumn, numbers, batch.traits)
        self._replace(self.facts, TextColumn, numbers, batch.facts)
        for reason in self.excluded.keys() | batch.excluded.keys():
            fresh = bitmap_from(batch.excluded.get(reason, ()))
            self.excluded[reason] = (self.excluded.get(reason, _NOBODY) - touched) | fresh
        self.excluded = {reason: people for reason, people in self.excluded.items() if people}
        self._eligible = None
        for instant, number in batch.instants:
            self.calendar.put(instant, number, as_of=batch.as_of)

    def _replace(
        self, columns: dict[str, _Column], kind: type[_Column], touched: Numbers, fresh: Mapping[str, Named]
    ) -> None:
        nobody = Named()
        for name in columns.keys() | fresh.keys():
            found = fresh.get(name, nobody)
            columns.setdefault(name, kind()).replace(touched, found.numbers, found.values, stamp=self._stamp)

    def branch(self, name: str) -> Branch:
        """A branch of interests, made when first asked for and kept current from then on."""
        if name not in self.branches:
            tags = {key: bits for key, bits in self.tags.items() if name in branches_of(key)}
            self.branches[name] = Branch(tags, stamp=self._stamp)
        return self.branches[name]

    def tag_keys(self) -> set[str]:
        """Keys of the tags that somebody holds."""
        return {key for key, bits in self.tags.items() if bits.everyone}

    def names(self) -> tuple[frozenset[str], ...]:
        """What there is of each kind: tag keys, features, traits, facts."""
        columns = (self.features, self.traits, self.facts)
        return frozenset(self.tag_keys()), *(
            frozenset(n for n, each in kind.items() if each.is_known) for kind in columns
        )

    def made(self, term: Term, *, is_unproven_included: bool, stamp: int, make: Callable[[], BitMap]) -> BitMap:
        """A term's people, made when first asked for and kept until what it asks for has changed.

        Args:
            stamp: Of what it asks for.
            make: Gives the people.
        """
        key = (term, is_unproven_included)
        known = self._made.get(key)
        if known is None or known[0] != stamp:
            known = self._made[key] = (stamp, make())
            if len(self._made) > _MOST_MADE:
                self._made.popitem(last=False)
        self._made.move_to_end(key)
        return known[1]

    def forget_made(self) -> None:
        """Forgets what `made` kept."""
        self._made.clear()

    def parts(self) -> Iterable[BitMap]:
        """Every bitmap of tags, branches and exclusions."""
        held = chain.from_iterable(bits.bitmaps() for bits in self.tags.values())
        branches = chain.from_iterable(branch.bitmaps() for branch in self.branches.values())
        return chain(held, branches, self.excluded.values())

    @property
    def score_bytes(self) -> int:
        """Bytes of the scores beside the bitmaps."""
        return sum(bits.holders.score_bytes for bits in self.tags.values())
