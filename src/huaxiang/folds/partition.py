"""People of a partition of fold events, from Arrow to arrays: what one machine and every worker of a cluster run."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import Zone
from huaxiang.folds.base import Fold, Replay
from huaxiang.folds.coded import Coded
from huaxiang.folds.people import Ints, People
from huaxiang.folds.replays import run_replays
from huaxiang.folds.states import StateCodec, StateRows
from huaxiang.folds.vectors import EventColumns, fold_rows

__all__ = ["Folded", "Partition", "people_of_events", "recent_events", "state_of_events"]

_cells = attrgetter(*FOLD_SCHEMA.names)


@dataclass(frozen=True, slots=True)
class Partition:
    """Fold events of some people, complete for each of them.

    Attributes:
        ids: The people.
        events: Columns of `FOLD_SCHEMA`, nothing later than as_of, any order.
        person: Index of each event's person among `ids`, shape (n_events,).
    """

    ids: Sequence[str]
    events: pa.Table
    person: Ints


@dataclass(frozen=True, slots=True)
class Folded:
    """The people of a partition.

    Attributes:
        people: With the rows of the folds and the results of the replays.
        columns: Their events, owned by people.
        recent: Events of each person within the longest window of the replays, sorted by (occurred_at, event_id).
    """

    people: People
    columns: EventColumns
    recent: list[list[FoldEvent]]


def people_of_events(partition: Partition, folds: Sequence[Fold], *, as_of: int, zone: Zone) -> Folded:
    """The people with the rows of the given folds and the results of the given replays."""
    columns = EventColumns(partition.events, partition.person, len(partition.ids))
    replays = [fold for fold in folds if isinstance(fold, Replay)]
    recent = recent_events(partition, replays, as_of=as_of)
    rows = {fold.name: fold_rows(fold, columns) for fold in folds if not isinstance(fold, Replay)}
    return Folded(People(partition.ids, as_of, zone, rows, run_replays(replays, recent, as_of)), columns, recent)


def recent_events(partition: Partition, replays: Sequence[Replay], *, as_of: int) -> list[list[FoldEvent]]:
    """Events of each person within the longest window of the replays, sorted by (occurred_at, event_id)."""
    recent: list[list[FoldEvent]] = [[] for _ in partition.ids]
    if not replays:
        return recent
    since = as_of - max(replay.window_us for replay in replays)
    at = np.flatnonzero(pc.greater(partition.events["occurred_at"], since).to_numpy())
    rows = partition.events.take(pa.array(at)).append_column("person", pa.array(partition.person[at]))
    rows = rows.sort_by([(name, "ascending") for name in ("person", "occurred_at", "event_id")])
    cells = [_values(rows[name]) for name in FOLD_SCHEMA.names]
    for person, *values in zip(rows["person"].to_pylist(), *cells, strict=True):
        recent[person].append(FoldEvent(*values))
    return recent


def _values(column: pa.ChunkedArray) -> Iterable[Any]:
    """The values as Python's own; codes are much faster here than Arrow's dictionaries."""
    return Coded.from_arrow(column) if pa.types.is_dictionary(column.type) else column.to_pylist()


def state_of_events(codec: StateCodec, events: Sequence[FoldEvent], owner: Ints, n_owners: int) -> StateRows:
    """State that fold events make, by owner (`owner[i]` of each event, 0..n_owners−1)."""
    if not events:
        return codec.nothing(n_owners)
    columns = dict(zip(FOLD_SCHEMA.names, map(list, zip(*map(_cells, events), strict=True)), strict=True))
    seen = EventColumns(pa.table(columns, schema=FOLD_SCHEMA), owner, n_owners)
    return codec.of_folds({fold.name: fold_rows(fold, seen) for fold in codec.folds}, n_owners)
