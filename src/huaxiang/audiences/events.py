"""Events that `did(…)` asks for, from the lake and from what the accepted log holds since, by person number."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.index import EVENT_SCHEMA
from huaxiang.audiences.occurrences import Occurred, held_by, n_times, numbers_of, read_occurred
from huaxiang.audiences.select import ReadEvents
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.replays import decode_recent
from huaxiang.logs.base import Log
from huaxiang.stores.base import Meta, Store
from huaxiang.tags.expressions.terms import Did

__all__ = ["EventReader", "KeptEvents"]

_MOST_KEPT = 6
_MOST_MET = 60
_VALUES = tuple(name for name in EVENT_SCHEMA.names if name != "person_id")


@dataclass(frozen=True)
class EventReader:
    """Reads events for `select`: those of the build from the lake, later ones from the log.

    Attributes:
        session: Opens an engine.
        built_seq: Position of the log that the lake holds.
    """

    store: Store
    lake: Lake
    log: Log
    session: AbstractContextManager[Session]
    built_seq: int

    def __call__(self, terms: Collection[Did], index: PeopleBitmaps) -> pa.Table:
        """Rows with the columns of `EVENT_SCHEMA`, of the names that the terms ask for, not later than as_of."""
        names = sorted({term.event for term in terms})
        oldest = _oldest(terms, index.meta.as_of)
        columns = _columns(terms)
        stored = self._from_lake(names, oldest, index.meta.as_of, columns)
        newer = self._from_log(frozenset(names), index.meta.log_seq)
        return pa.concat_tables([self._numbered(stored, index), self._live(newer, index)])

    def _from_lake(self, names: list[str], oldest: int | None, as_of: int, columns: list[str]) -> pa.Table:
        with self.session as session:
            events = session.parquet(sorted((self.lake.root / "fold_events").glob("*.parquet")), FOLD_SCHEMA)
            events = events.filter(events.name.isin(names), events.occurred_at <= as_of)
            if oldest is not None:
                events = events.filter(events.occurred_at > oldest)
            owners = self.lake.scan("identities", session).select("identity", "person_id")
            return session.collect(events.inner_join(owners, "identity").select("person_id", *columns))

    def since_build(self, name: str, index: PeopleBitmaps) -> pa.Table:
        """Events of a name that live has folded since the build, with the columns of `EVENT_SCHEMA`."""
        return self._live(self._from_log(frozenset({name}), index.meta.log_seq), index)

    def _from_log(self, names: frozenset[str], until: int) -> list[FoldEvent]:
        """Events that live has folded since the build, as the store keeps them."""
        after, found = self.built_seq, []
        while after < until and (rows := self.log.read(after, until=until, limit=20_000)):
            fresh = {event.event_id for _, event in rows if event.name in names}
            owners = {event.identities[0] for _, event in rows if event.event_id in fresh and event.identities}
            for state in self.store.states(owners).values():
                found += [event for event in decode_recent(state.recent) if event.event_id in fresh]
            after = rows[-1][0]
        return found

    def _numbered(self, rows: pa.Table, index: PeopleBitmaps) -> pa.Table:
        """Rows by person number; people who have been merged since the build count under who they are now."""
        encoded = rows["person_id"].combine_chunks().dictionary_encode()
        encoded = encoded.combine_chunks() if isinstance(encoded, pa.ChunkedArray) else encoded
        number_of = index.people.number_of
        found = [(each, number_of(each)) for each in encoded.dictionary.to_pylist()]
        now = [number_of(self.store.current_id(each)) if number is None else number for each, number in found]
        person = pa.array(now, pa.int64()).take(encoded.indices)
        rows = rows.set_column(0, "person_id", person)
        rows = rows.filter(pc.is_valid(rows["person_id"]))
        for name in set(EVENT_SCHEMA.names) - set(rows.column_names):
            rows = rows.append_column(name, pa.nulls(rows.num_rows, EVENT_SCHEMA.field(name).type))
        return rows.select(EVENT_SCHEMA.names).cast(EVENT_SCHEMA)

    def _live(self, events: list[FoldEvent], index: PeopleBitmaps) -> pa.Table:
        owners = self.store.identities({event.identity for event in events})
        numbers = {name: index.people.number_of(row.person_id) for name, row in owners.items()}
        rows = [
            {"person_id": numbers[event.identity], **{name: getattr(event, name) for name in _VALUES}}
            for event in events
            if numbers.get(event.identity) is not None
        ]
        return pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)


class KeptEvents:
    """The last answers of a reader of events: an audience under edit asks for the same events again and again."""

    def __init__(self) -> None:
        self._tables: dict[tuple[Any, ...], pa.Table] = {}
        self._occurred: dict[tuple[str, str, tuple[str, ...]], Occurred | None] = {}
        self._met: dict[tuple[Did, Meta], BitMap] = {}

    def met(self, reader: EventReader, term: Did, index: PeopleBitmaps) -> BitMap | None:
        """Numbers of the people who meet a term, counted on what the build prepared and on what came since.

        Returns:
            None where the build prepared nothing for it: the events themselves have to be read.
        """
        known = self._met.get((term, index.meta))
        if known is None:
            known = self._count(reader, term, index)
            if known is not None:
                _put(self._met, (term, index.meta), known, most=_MOST_MET)
        return known

    def _count(self, reader: EventReader, term: Did, index: PeopleBitmaps) -> BitMap | None:
        columns, run = tuple(sorted({each.column for each in term.where})), index.meta.run_id
        key = (run, term.event, columns)
        if key not in self._occurred:
            _put(self._occurred, key, read_occurred(reader.lake, term.event, columns), most=_MOST_KEPT)
        stored = self._occurred[key]
        if stored is None:
            return None
        figures: dict[str, int] = {"as_of": index.meta.as_of, "n_people": len(index.people.ids)}
        numbers = numbers_of(stored.ids, index, reader.store.current_id)
        times = n_times(stored, term, numbers=numbers, **figures)
        if index.meta.log_seq > reader.built_seq:
            newer = _as_occurred(reader.since_build(term.event, index), columns)
            times = times + n_times(newer, term, numbers=np.arange(len(index.people.ids)), **figures)
        return held_by(times, term.comparison)

    def read(self, reader: ReadEvents, terms: Collection[Did], index: PeopleBitmaps) -> pa.Table:
        """What the reader gives, read once for the same names, window and position of the store."""
        oldest = _oldest(terms, index.meta.as_of)
        key = (frozenset(term.event for term in terms), tuple(_columns(terms)), oldest, index.meta)
        if key not in self._tables:
            if len(self._tables) >= _MOST_KEPT:
                self._tables.pop(next(iter(self._tables)))
            self._tables[key] = reader(terms, index)
        return self._tables[key]


def _put(kept: dict[Any, Any], key: Any, value: Any, *, most: int) -> None:
    """Keeps an answer; the oldest goes when there are too many."""
    while len(kept) >= most:
        kept.pop(next(iter(kept)))
    kept[key] = value


def _as_occurred(rows: pa.Table, columns: tuple[str, ...]) -> Occurred:
    """Rows of `EVENT_SCHEMA` as `n_times` counts them; a person stands for the own number."""
    person, at = (rows[name].to_numpy() for name in ("person_id", "occurred_at"))
    return Occurred(pa.array([], pa.string()), person, at, {name: rows[name].combine_chunks() for name in columns})


def _columns(terms: Collection[Did]) -> list[str]:
    """Columns that the terms look at; the others stay empty."""
    asked = {each.column for term in terms for each in term.where}
    return [name for name in _VALUES if name in {"name", "occurred_at", *asked}]


def _oldest(terms: Collection[Did], as_of: int) -> int | None:
    """The instant before which no term looks; None when one looks back for ever."""
    windows = [term.within_us for term in terms]
    return None if None in windows else as_of - max(window for window in windows if window is not None)
