"""Folds over the lake: fold events once, state rows of every fold, and people in batches."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.build.catalogue_items import Categorise
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import Zone
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.aggregate import aggregate
from huaxiang.folds.base import Count, Days, Fold, Latest, Replay
from huaxiang.folds.coded import Coded
from huaxiang.folds.people import ROW_SCHEMA, People, Rows
from huaxiang.folds.replays import run_replays
from huaxiang.folds.view import fold_table, own_paths, path_key

__all__ = ["Batch", "FoldInputs", "FoldedLake", "fold_lake"]

_ROWS = 1_000_000
_LEAST_PEOPLE, _MOST_PEOPLE = 100, 10_000
_STATE_SCHEMA = pa.schema([ROW_SCHEMA.field("person"), pa.field("identity", pa.string()), *list(ROW_SCHEMA)[1:]])


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
    """A batch of people, the state rows of their identities by fold, and their recent events.

    Attributes:
        first: Index of the first person among all people.
        states: By fold, a table of person (index among all), identity, key, bucket, value, text, event_id.
        recent: Recent events of each person, sorted.
    """

    first: int
    people: People
    states: dict[str, pa.Table]
    recent: list[list[FoldEvent]]


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
    """State rows and recent events of all people, sorted by person, read in batches."""

    def __init__(self, lake: Lake, folds: Sequence[Fold], replays: Sequence[Replay], *, zone: Zone, as_of: int) -> None:
        self._lake, self._zone, self._as_of = lake, zone, as_of
        self._data = tuple(fold for fold in folds if not isinstance(fold, Replay))
        self._replays = tuple(replays)
        self.ids: list[str] = []

    def write(self, session: Session, folder: Path, identities: pa.Table) -> None:
        """Writes the state rows of every data fold and the recent events, by person.

        Args:
            folder: Folder of the fold events.
            identities: Table `identities`.
        """
        self.ids = sorted(set(identities["person_id"].to_pylist()))
        place = {person: index for index, person in enumerate(self.ids)}
        index = pa.table(
            {
                "identity": identities["identity"],
                "person": pa.array([place[p] for p in identities["person_id"].to_pylist()], pa.int64()),
            }
        )
        owners = session.arrow(index, "owners")
        events = session.parquet(sorted(folder.glob("*.parquet")), FOLD_SCHEMA)
        for fold in self._data:
            rows = aggregate(fold, events).join(owners, "identity").select(*_STATE_SCHEMA.names)
            rows = rows.order_by("person", "key", "bucket", "event_id", "text")
            session.write(rows, self._lake.part("fold_states", fold.name))
        window = max((replay.window_us for replay in self._replays), default=0)
        recent = events.filter(events.occurred_at > self._as_of - window).join(owners, "identity")
        recent = recent.order_by("person", "occurred_at", "event_id").select("person", *FOLD_SCHEMA.names)
        session.write(recent, self._lake.part("fold_recent", "recent"))

    def batches(self) -> Iterator[Batch]:
        """All people in batches of equal size, about a million rows each, in order of id."""
        n_rows = self._lake.count("fold_states") + self._lake.count("fold_recent")
        size = min(_MOST_PEOPLE, max(_LEAST_PEOPLE, _ROWS * len(self.ids) // max(n_rows, 1)))
        for first in range(0, len(self.ids), size):
            yield self._batch(first, min(first + size, len(self.ids)))

    def _batch(self, first: int, last: int) -> Batch:
        states = {fold.name: self._slice("fold_states", fold.name, first, last) for fold in self._data}
        recent = self._recent(first, last)
        people = People(
            self.ids[first:last],
            self._as_of,
            self._zone,
            {fold.name: person_rows(fold, states[fold.name], first, last - first) for fold in self._data},
            run_replays(self._replays, recent, self._as_of),
        )
        return Batch(first, people, states, recent)

    def _slice(self, folder: str, name: str, first: int, last: int) -> pa.Table:
        path = self._lake.part(folder, name)
        return pq.read_table(path, filters=[("person", ">=", first), ("person", "<", last)], partitioning=None)

    def _recent(self, first: int, last: int) -> list[list[FoldEvent]]:
        rows = self._slice("fold_recent", "recent", first, last)
        recent: list[list[FoldEvent]] = [[] for _ in range(last - first)]
        columns = [rows[name].to_pylist() for name in FOLD_SCHEMA.names]
        for person, *cells in zip(rows["person"].to_pylist(), *columns, strict=True):
            recent[person - first].append(FoldEvent(*cells))
        return recent


def person_rows(fold: Count | Latest | Days, rows: pa.Table, first: int, n_people: int) -> Rows:
    """Rows of people from rows of their identities (sorted by person, key, bucket, event_id, text)."""
    if not rows.num_rows:
        return Rows.from_arrow(ROW_SCHEMA.empty_table(), n_people)
    person = rows["person"].to_numpy() - first
    keys = Coded.from_arrow(rows["key"])
    bucket, value = rows["bucket"].to_numpy(), rows["value"].to_numpy()
    is_new = (np.diff(person) != 0) | (np.diff(keys.codes) != 0)
    if not isinstance(fold, Latest):
        is_new |= np.diff(bucket) != 0
    starts = np.concatenate([[0], np.flatnonzero(is_new) + 1])
    ends = np.append(starts[1:], rows.num_rows) - 1
    if isinstance(fold, Latest):
        merged = value[ends]
    elif isinstance(fold, Days):
        merged = np.maximum.reduceat(value, starts)
    else:
        merged = {"sum": np.add, "min": np.minimum, "max": np.maximum}[fold.how].reduceat(value, starts)
    kept = rows.select(["text", "event_id"]).take(ends) if isinstance(fold, Latest) else None
    return Rows(
        n_people,
        person[ends].astype(np.int64, copy=False),
        keys.take(ends),
        bucket[ends].astype(np.int64, copy=False),
        merged.astype(np.int64, copy=False),
        Coded.nothing(ends.size) if kept is None else Coded.from_arrow(kept["text"]),
        Coded.nothing(ends.size) if kept is None else Coded.from_arrow(kept["event_id"]),
    )


def fold_lake(
    lake: Lake, session: Session, inputs: FoldInputs, *, replays: Sequence[Replay], zone: Zone, as_of: int
) -> FoldedLake:
    """Fold events, states and recent events of the whole lake."""
    folder = fold_events(lake, session, inputs, zone=zone, as_of=as_of)
    folded = FoldedLake(lake, inputs.folds, replays, zone=zone, as_of=as_of)
    folded.write(session, folder, inputs.identities)
    return folded
