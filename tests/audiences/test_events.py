from __future__ import annotations

import copy
from collections.abc import Collection
from dataclasses import replace
from functools import partial
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.reducing import state_bytes

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.events import EventReader, KeptEvents
from huaxiang.audiences.occurrences import write_occurrences
from huaxiang.audiences.select import select
from huaxiang.domain.events import FOLD_SCHEMA, AcceptedEvent, FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.domain.profiles import IdentityRow
from huaxiang.domain.tables import table
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.folds.replays import encode_recent
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.stores.base import Meta, StoredState, Update
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.expressions import Vocabulary
from huaxiang.tags.expressions.terms import Comparison, Did, Where

AS_OF = 20_000 * DAY_US


def viewed(person: str, event_id: str, hours_ago: int, quantity: int | None = None) -> FoldEvent:
    at = AS_OF - hours_ago * HOUR_US
    return FoldEvent(f"cookie:{person}", event_id, "product_viewed", at, 0, 0, 0, quantity=quantity)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    made = Lake(tmp_path / "lake")
    events = [viewed("p_1", "a", 1, 2), viewed("p_1", "b", 100), viewed("p_2", "c", 1), viewed("p_old", "d", 2)]
    path = made.part("fold_events", "events")
    path.parent.mkdir(parents=True)
    rows = [{name: getattr(each, name) for name in FOLD_SCHEMA.names} for each in events]
    pq.write_table(pa.Table.from_pylist(rows, schema=FOLD_SCHEMA), path)
    owners = [
        {"identity": f"cookie:{p}", "namespace": "cookie", "value": p, "person_id": p, "first_seen_at": 0}
        for p in ("p_1", "p_2", "p_old")
    ]
    made.write("identities", pa.Table.from_pylist(owners, schema=table("identities").schema))
    return made


@pytest.fixture
def reader(tmp_path: Path, lake: Lake, store: SQLiteStore) -> EventReader:
    session = DuckDB().session(Limits(1, 512, tmp_path / "spill"))
    return EventReader(store, lake, SQLiteLog(tmp_path / "log.sqlite"), session, 0)


def stepped_to(bitmaps: PeopleBitmaps, meta: Meta) -> PeopleBitmaps:
    moved = copy.copy(bitmaps)
    moved.meta = meta
    return moved


def members(expression: str, bitmaps: PeopleBitmaps, reader: EventReader) -> list[str]:
    return select(expression, bitmaps, Vocabulary(), read_events=reader).members


def test_events_of_the_lake_are_counted_within_their_window(bitmaps: PeopleBitmaps, reader: EventReader) -> None:
    assert members("did(product_viewed) >= 2", bitmaps, reader) == ["p_1"]


def test_conditions_on_an_event_are_asked_of_each_event(bitmaps: PeopleBitmaps, reader: EventReader) -> None:
    assert members("did(product_viewed where quantity >= 2, within 1d)", bitmaps, reader) == ["p_1"]


def test_who_was_merged_since_the_build_counts_as_who_they_are_now(
    bitmaps: PeopleBitmaps, reader: EventReader, store: SQLiteStore
) -> None:
    store.apply(Update(0, AS_OF, merges=[("p_old", "p_2", "event:x", AS_OF)]))
    assert members("did(product_viewed) >= 2", bitmaps, reader) == ["p_1", "p_2"]


def test_what_live_folded_since_the_build_is_counted_too(
    bitmaps: PeopleBitmaps, reader: EventReader, store: SQLiteStore
) -> None:
    (verdict,) = reader.log.append(
        [AcceptedEvent("live", "web", "m", "product_viewed", AS_OF - 5, AS_OF, ["cookie:p_2"])]
    )
    assert verdict.seq == 1
    state = StoredState("cookie:p_2", state_bytes({}), encode_recent([viewed("p_2", "live", 0)]))
    store.apply(Update(1, AS_OF, states=[state], identities=[IdentityRow("cookie:p_2", 0, "p_2")]))
    stepped = stepped_to(bitmaps, store.meta())
    found = select("did(product_viewed) >= 2", stepped, Vocabulary(), read_events=reader)
    assert found.members == ["p_1", "p_2"]


def test_the_same_events_are_read_once_until_the_store_moves(bitmaps: PeopleBitmaps, reader: EventReader) -> None:
    kept, asked = KeptEvents(), []

    def read(terms: Collection[Did], people: PeopleBitmaps) -> pa.Table:
        asked.append(sorted(term.event for term in terms))
        return reader(terms, people)

    views, day = Did("product_viewed"), Did("product_viewed", within_us=DAY_US)
    first = kept.read(read, [views], bitmaps)
    assert kept.read(read, [Did("product_viewed", comparison=Comparison("=", 0))], bitmaps) is first
    assert len(asked) == 1
    assert kept.read(lambda _terms, _people: first.slice(0, 1), [day], bitmaps).num_rows == 1
    moved = stepped_to(bitmaps, replace(bitmaps.meta, revision=bitmaps.meta.revision + 1))
    assert kept.read(lambda _terms, _people: first.slice(0, 0), [views], moved).num_rows == 0


def test_prepared_events_and_those_since_the_build_are_counted_together(
    tmp_path: Path, lake: Lake, bitmaps: PeopleBitmaps, reader: EventReader, store: SQLiteStore
) -> None:
    with DuckDB().session(Limits(1, 512, tmp_path / "spill")) as session:
        write_occurrences(lake, session)
    reader.log.append([AcceptedEvent("live", "web", "m", "product_viewed", AS_OF - 5, AS_OF, ["cookie:p_2"])])
    state = StoredState("cookie:p_2", state_bytes({}), encode_recent([viewed("p_2", "live", 0)]))
    store.apply(Update(1, AS_OF, states=[state], identities=[IdentityRow("cookie:p_2", 0, "p_2")]))
    stepped = stepped_to(bitmaps, store.meta())
    kept, twice = KeptEvents(), Did("product_viewed", comparison=Comparison(">=", 2))
    assert sorted(kept.met(reader, twice, bitmaps) or ()) == [0]
    assert sorted(kept.met(reader, twice, stepped) or ()) == [0, 1]
    assert kept.met(reader, Did("product_viewed", (Where("page", Comparison("=", "x")),)), bitmaps) is None
    found = select("did(product_viewed) >= 2", stepped, Vocabulary(), met=partial(kept.met, reader))
    assert found.members == ["p_1", "p_2"]
