"""Folds over the lake: fold events once, parted by batches of people, and each batch folded."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TypeVar

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from huaxiang.build.catalogue_items import Categorise
from huaxiang.build.fold_events import MakeFoldEvents, paths_of
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import Zone
from huaxiang.domain.tables import table
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.base import Fold, Replay
from huaxiang.folds.partition import Partition, people_of_events
from huaxiang.folds.people import People
from huaxiang.folds.vectors import EventColumns

__all__ = ["Batch", "FoldInputs", "FoldedLake", "Folding", "fold_lake"]

T = TypeVar("T")
_TABLE = "fold_events"
_BATCH_EVENTS, _PART_EVENTS = 300_000, 1_200_000
_LEAST_PEOPLE, _MOST_PEOPLE = 100, 10_000


@dataclass(frozen=True, slots=True)
class FoldInputs:
    """What fold events are made of besides the lake's events.

    Attributes:
        items: Items as `fold_items` gives them.
        readings: Readings with the columns of `READINGS_SCHEMA`.
        identities: Table `identities`, not later than as_of.
        categorise: Slugs of category labels that events name themselves.
    """

    items: pa.Table
    readings: pa.Table
    identities: pa.Table
    categorise: Categorise


@dataclass(frozen=True, slots=True)
class Batch:
    """A batch of people, the events of their identities, and their recent events.

    Attributes:
        first: Index of the first person among all people.
        events: All events of the batch, owned by identities.
        recent: Recent events of each person, sorted.
    """

    first: int
    people: People
    events: EventColumns
    recent: list[list[FoldEvent]]

    @property
    def identities(self) -> Sequence[str]:
        """The identities that have an event, in the order of the owners of `events`."""
        return [name for name in self.events.texts("identity").names if name is not None]


@dataclass(frozen=True, slots=True)
class Folding:
    """How people are folded.

    Attributes:
        folds: The declared folds.
        replays: The replays to run.
        zone: The project's zone.
        as_of: Instant in µs.
    """

    folds: Sequence[Fold]
    replays: Sequence[Replay]
    zone: Zone
    as_of: int

    def batch(self, events: pa.Table, ids: Sequence[str], first: int) -> Batch:
        """People folded.

        Args:
            events: All their fold events, with the index of each one's person in column `person`.
            ids: The people.
            first: Index of the first of them.
        """
        person = events["person"].to_numpy() - first
        folds = [*(fold for fold in self.folds if not isinstance(fold, Replay)), *self.replays]
        partition = Partition(ids, events.drop(["person"]), person)
        folded = people_of_events(partition, folds, as_of=self.as_of, zone=self.zone)
        names = folded.columns.texts("identity")
        return Batch(first, folded.people, folded.columns.owned_by(names.codes, len(names.names)), folded.recent)


@dataclass(frozen=True, slots=True)
class _Part:
    """Some people in the order of ids, and the files of their events."""

    files: Sequence[Path]
    first: int
    ids: Sequence[str]

    def events(self) -> pa.Table:
        """Events with their person, texts but ids of events as dictionaries."""
        schema = pa.schema([("person", pa.int64()), *FOLD_SCHEMA])
        if not self.files:
            return schema.empty_table()
        texts = [field.name for field in FOLD_SCHEMA if field.type == pa.string() and field.name != "event_id"]
        read = partial(pq.read_table, read_dictionary=texts, partitioning=None, columns=schema.names)
        return pa.concat_tables([read(path) for path in self.files]).unify_dictionaries().combine_chunks()


@dataclass(frozen=True, slots=True)
class FoldedLake:
    """Fold events of all people, those of some people in one part, folded batch by batch.

    Attributes:
        lake: Its table `fold_events` has the parts.
        session: The engine that works on the parts.
        folding: How people are folded.
        ids: Everybody, in order of id.
        batch_size: People of a batch.
        batches_a_part: Batches of a part.
    """

    lake: Lake
    session: Session
    folding: Folding
    ids: list[str]
    batch_size: int
    batches_a_part: int

    def batches(self) -> Iterator[Batch]:
        """All people in order of id, in batches that bound what their profiles take."""
        for part in self._parts():
            yield from _batches(part, self.folding, self.batch_size)

    def each(self, work: Callable[[Batch], T]) -> Iterator[T]:
        """What `work` makes of each batch, in order; several parts side by side."""
        parted = partial(_worked, folding=self.folding, size=self.batch_size, work=work)
        return chain.from_iterable(self.session.each(parted, self._parts()))

    def _parts(self) -> list[_Part]:
        size, files = self.batch_size * self.batches_a_part, self.lake.files(_TABLE)
        of_part: dict[str, list[Path]] = {}
        for path in files:
            of_part.setdefault(path.stem.split("-")[1], []).append(path)
        starts = range(0, len(self.ids), size)
        return [
            _Part(of_part.get(str(at), []), first, self.ids[first : first + size]) for at, first in enumerate(starts)
        ]


def _batches(part: _Part, folding: Folding, size: int) -> Iterator[Batch]:
    events = part.events()
    person = events["person"].to_numpy()
    for at in range(0, len(part.ids), size):
        ids, first = part.ids[at : at + size], part.first + at
        own = events.filter(pa.array((person >= first) & (person < first + len(ids))))
        yield folding.batch(own, ids, first)


def _worked(part: _Part, *, folding: Folding, size: int, work: Callable[[Batch], T]) -> list[T]:
    return [work(batch) for batch in _batches(part, folding, size)]


def fold_lake(lake: Lake, session: Session, inputs: FoldInputs, folding: Folding) -> FoldedLake:
    """Writes table `fold_events`: those of the whole lake, parted by batches of people."""
    ids, n_events = pc.unique(inputs.identities["person_id"]).sort(), max(lake.count("events"), 1)
    size = min(_MOST_PEOPLE, max(_LEAST_PEOPLE, _BATCH_EVENTS * len(ids) // n_events))
    batches_a_part = max(_PART_EVENTS * len(ids) // n_events // size, 1)
    person = pc.index_in(inputs.identities["person_id"], value_set=ids).cast(pa.int64())
    owners = pa.table(
        {
            "identity": inputs.identities["identity"],
            "person": person,
            "part": pc.divide(person, size * batches_a_part),
        }
    )
    paths = paths_of(lake, session, inputs.categorise, as_of=folding.as_of)
    make = MakeFoldEvents(inputs.items, paths, inputs.readings, folding.zone, folding.as_of)
    session.shuffle(lake.files("events"), table("events").schema, make, owners, lake.root / _TABLE)
    return FoldedLake(lake, session, folding, ids.to_pylist(), size, batches_a_part)
