"""Folds over the lake: fold events once, parted by batches of people, and each batch folded."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.build.catalogue_items import Categorise
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.base import Fold, Replay
from huaxiang.folds.partition import Partition, recent_events
from huaxiang.folds.people import People
from huaxiang.folds.replays import run_replays
from huaxiang.folds.vectors import EventColumns, fold_rows
from huaxiang.folds.view import fold_table, own_paths, path_key

__all__ = ["Batch", "FoldInputs", "FoldedLake", "fold_lake"]

T = TypeVar("T")
_BATCH_EVENTS, _PART_EVENTS = 300_000, 600_000
_LEAST_PEOPLE, _MOST_PEOPLE = 100, 10_000


@dataclass(frozen=True, slots=True)
class FoldInputs:
    """What fold events are made of besides the lake's events.

    Attributes:
        items: Items as `fold_items` gives them.
        readings: Readings with the columns of `READINGS_SCHEMA`.
        identities: Table `identities`, not later than as_of.
        categorise: Slugs of category labels that events name themselves.
        folds: The declared folds.
    """

    items: pa.Table
    readings: pa.Table
    identities: pa.Table
    categorise: Categorise
    folds: tuple[Fold, ...]


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


def fold_events(lake: Lake, session: Session, inputs: FoldInputs, *, zone: Zone, as_of: int) -> Path:
    """Writes all fold events not later than as_of to one file, readings included; returns its path."""
    events = lake.scan("events", session)
    events = events.filter(events.occurred_at <= as_of)
    paths = session.arrow(_paths(session.collect(own_paths(events)), inputs.categorise), "own_paths")
    rows = fold_table(events, session.arrow(inputs.items, "fold_items"), paths, zone=zone)
    path = lake.part("fold_events", "events")
    session.write(rows, path)
    readings = inputs.readings
    if readings.num_rows:
        written = session.parquet([path], FOLD_SCHEMA)
        session.write(
            _reading_rows(written, session.arrow(readings, "text_readings")), lake.part("fold_events", "readings")
        )
    return path.parent


def _paths(labels: pa.Table, categorise: Categorise) -> pa.Table:
    found = [tuple(row[f"own_{level}"] for level in ("l1", "l2", "l3")) for row in labels.to_pylist()]
    slugs = [categorise(path) for path in found]
    columns: dict[str, list[str | None]] = {"path": [path_key(*path) for path in found]}
    columns |= {f"own_l{at + 1}": [each[at] for each in slugs] for at in range(3)}
    return pa.table({name: pa.array(values, pa.string()) for name, values in columns.items()})


def _reading_rows(written: Any, readings: Any) -> Any:
    """`domain.readings.reading_event` as an expression (equal by property test)."""
    kept = ("identity", "occurred_at", "day", "local_day", "local_hour", "text_id")
    written = written.filter(written.text_id.notnull()).select(*kept)
    rows = readings.join(written, "text_id")
    separator = ibis.literal(":")
    span = rows.text_id.concat(separator, rows.start.cast("string"), separator, rows.end.cast("string"))
    rows = rows.mutate(
        name=ibis.literal("interest_read"),
        interest=rows.tag_key,
        span=span.concat(separator, rows.level),
    )
    missing = {
        field.name: ibis.null("int64" if field.type == pa.int64() else "string")
        for field in FOLD_SCHEMA
        if field.name not in rows.columns
    }
    return rows.mutate(**missing).select(*FOLD_SCHEMA.names)


class FoldedLake:
    """Fold events of all people, those of some people in one folder, folded batch by batch."""

    def __init__(self, lake: Lake, folds: Sequence[Fold], replays: Sequence[Replay], *, zone: Zone, as_of: int) -> None:
        self._lake, self._zone, self._as_of = lake, zone, as_of
        self._data = tuple(fold for fold in folds if not isinstance(fold, Replay))
        self._replays = tuple(replays)
        self._size = self._batches_a_part = 1
        self.ids: list[str] = []

    def write(self, session: Session, folder: Path, identities: pa.Table) -> None:
        """Parts the fold events by people: a part has several batches of people, all of the same size.

        Args:
            folder: Folder of the fold events.
            identities: Table `identities`.
        """
        self.ids = sorted(set(identities["person_id"].to_pylist()))
        n_events = max(self._lake.count("fold_events"), 1)
        self._size = min(_MOST_PEOPLE, max(_LEAST_PEOPLE, _BATCH_EVENTS * len(self.ids) // n_events))
        self._batches_a_part = max(_PART_EVENTS * len(self.ids) // n_events // self._size, 1)
        place = {person: index for index, person in enumerate(self.ids)}
        person = pa.array([place[each] for each in identities["person_id"].to_pylist()], pa.int64())
        owners = session.arrow(pa.table({"identity": identities["identity"], "person": person}), "owners")
        owners = owners.mutate(part=(owners.person // self._part_size).cast("int64"))
        events = session.parquet(sorted(folder.glob("*.parquet")), FOLD_SCHEMA)
        rows = events.join(owners, "identity").select("part", "person", *FOLD_SCHEMA.names)
        session.partition(rows, self._folder, by="part")

    @property
    def _folder(self) -> Path:
        return self._lake.root / "fold_parts"

    @property
    def _part_size(self) -> int:
        return self._size * self._batches_a_part

    def batches(self) -> Iterator[Batch]:
        """All people in order of id, in batches that bound what their profiles take."""
        for part, begin in enumerate(range(0, len(self.ids), self._part_size)):
            events, end = self._read(part), min(begin + self._part_size, len(self.ids))
            person = events["person"].to_numpy()
            for first in range(begin, end, self._size):
                last = min(first + self._size, end)
                yield self._batch(events.filter(pa.array((person >= first) & (person < last))), first, last)

    def each(self, work: Callable[[Batch], T], *, threads: int) -> Iterator[T]:
        """What `work` makes of all people in order of id, in batches as large as a part, several side by side."""

        def done(part: int) -> T:
            first = part * self._part_size
            return work(self._batch(self._read(part), first, min(first + self._part_size, len(self.ids))))

        with ThreadPoolExecutor(threads) as pool:
            yield from pool.map(done, range(-(-len(self.ids) // self._part_size)))

    def drop(self) -> None:
        """Removes the parted events; there are no batches after it."""
        shutil.rmtree(self._folder, ignore_errors=True)

    def _read(self, part: int) -> pa.Table:
        return _read(sorted((self._folder / f"part={part}").glob("*.parquet")))

    def _batch(self, events: pa.Table, first: int, last: int) -> Batch:
        person = events["person"].to_numpy() - first
        columns = EventColumns(events.drop(["person"]), person, last - first)
        names = columns.texts("identity")
        partition = Partition(self.ids[first:last], columns.events, person)
        recent = recent_events(partition, self._replays, as_of=self._as_of)
        people = People(
            partition.ids,
            self._as_of,
            self._zone,
            {fold.name: fold_rows(fold, columns) for fold in self._data},
            run_replays(self._replays, recent, self._as_of),
        )
        return Batch(first, people, columns.owned_by(names.codes, len(names.names)), recent)


def _read(files: Sequence[Path]) -> pa.Table:
    """Events with their person, texts but ids of events as dictionaries."""
    schema = pa.schema([("person", pa.int64()), *FOLD_SCHEMA])
    if not files:
        return schema.empty_table()
    texts = [field.name for field in FOLD_SCHEMA if field.type == pa.string() and field.name != "event_id"]
    parts = [pq.read_table(path, read_dictionary=texts, partitioning=None, columns=schema.names) for path in files]
    return pa.concat_tables(parts).unify_dictionaries().combine_chunks()


def fold_lake(
    lake: Lake, session: Session, inputs: FoldInputs, *, replays: Sequence[Replay], zone: Zone, as_of: int
) -> FoldedLake:
    """Fold events of the whole lake, parted by batches of people."""
    folder = fold_events(lake, session, inputs, zone=zone, as_of=as_of)
    folded = FoldedLake(lake, inputs.folds, replays, zone=zone, as_of=as_of)
    folded.write(session, folder, inputs.identities)
    return folded
