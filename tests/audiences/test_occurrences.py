from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.index import EVENT_SCHEMA
from huaxiang.audiences.occurrences import (
    COLUMNS,
    TABLE,
    held_by,
    n_times,
    numbers_of,
    read_occurred,
    write_occurrences,
)
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.domain.tables import table
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.stores.base import Meta
from huaxiang.tags.expressions import ArrowIndex
from huaxiang.tags.expressions.terms import Comparison, Did, Where

AS_OF = 20_000 * DAY_US
PEOPLE = ("p_1", "p_2", "p_3")
NAMES = ("product_viewed", "product_added", "trait_set")


def lake_of(folder: Path, events: list[FoldEvent]) -> Lake:
    """A lake with these events, each person with one identity, and what the build prepares of them."""
    lake = Lake(folder / "lake")
    path = lake.part("fold_events", "events")
    path.parent.mkdir(parents=True)
    rows = [{name: getattr(each, name) for name in FOLD_SCHEMA.names} for each in events]
    pq.write_table(pa.Table.from_pylist(rows, schema=FOLD_SCHEMA), path)
    owners = [
        {"identity": f"cookie:{p}", "namespace": "cookie", "value": p, "person_id": p, "first_seen_at": 0}
        for p in PEOPLE
    ]
    lake.write("identities", pa.Table.from_pylist(owners, schema=table("identities").schema))
    with DuckDB().session(Limits(1, 512, folder / "spill")) as session:
        write_occurrences(lake, session)
    return lake


def index_of(ids: tuple[str, ...] = PEOPLE) -> PeopleBitmaps:
    return PeopleBitmaps(Meta("run", AS_OF, 0, 0), ids)


def event(person: str, name: str, hours_ago: int, l1: str | None = None, quantity: int | None = None) -> FoldEvent:
    at = AS_OF - hours_ago * HOUR_US
    return FoldEvent(f"cookie:{person}", f"{person}{name}{hours_ago}", name, at, 0, 0, 0, l1=l1, quantity=quantity)


events = st.lists(
    st.builds(
        event,
        person=st.sampled_from(PEOPLE),
        name=st.sampled_from(NAMES),
        hours_ago=st.integers(-2, 60),
        l1=st.sampled_from((None, "beauty", "pets")),
        quantity=st.sampled_from((None, 0, 1, 2)),
    ),
    max_size=30,
)
comparisons = st.builds(Comparison, st.sampled_from(("=", "!=", "<", "<=", ">", ">=")), st.integers(0, 3))
wheres = st.one_of(
    st.builds(
        Where,
        st.just("l1"),
        st.builds(Comparison, st.sampled_from(("=", "!=")), st.sampled_from(("beauty", "food"))),
    ),
    st.builds(Where, st.just("quantity"), comparisons),
)
terms = st.builds(
    Did,
    st.sampled_from(NAMES[:2]),
    st.lists(wheres, max_size=2).map(tuple),
    st.sampled_from((None, HOUR_US, DAY_US, 2 * DAY_US)),
    comparisons,
)


def by_events(term: Did, happened: list[FoldEvent]) -> list[int]:
    """Who meets a term as the expression language says it, on the events themselves."""
    rows = [
        {name: getattr(each, name) for name in EVENT_SCHEMA.names if name != "person_id"}
        | {"person_id": PEOPLE.index(each.identity.removeprefix("cookie:"))}
        for each in happened
    ]
    tables = {"events": pa.Table.from_pylist(rows, schema=EVENT_SCHEMA)}
    return sorted(ArrowIndex(pa.array(range(len(PEOPLE)), pa.int64()), tables, AS_OF).bitmap_of(term))


@settings(max_examples=25, deadline=None)
@given(happened=events, asked=st.lists(terms, min_size=1, max_size=6))
def test_counting_prepared_events_gives_who_the_events_give(happened: list[FoldEvent], asked: list[Did]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        lake = lake_of(Path(folder), happened)
        for term in asked:
            occurred = read_occurred(lake, term.event, {each.column for each in term.where})
            assert occurred is not None
            numbers = numbers_of(occurred.ids, index_of(), lambda each: each)
            times = n_times(occurred, term, as_of=AS_OF, numbers=numbers, n_people=len(PEOPLE))
            assert sorted(held_by(times, term.comparison)) == by_events(term, happened)


def test_people_merged_since_count_as_who_they_are_now_and_the_forgotten_count_no_more(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, [event("p_1", "product_viewed", 1), event("p_2", "product_viewed", 1)])
    occurred = read_occurred(lake, "product_viewed", ())
    assert occurred is not None
    now = {"p_2": "p_1"}
    numbers = numbers_of(occurred.ids, index_of(("p_1", "p_9")), lambda each: now.get(each, each))
    assert numbers.tolist() == [0, 0, -1]
    times = n_times(occurred, Did("product_viewed"), as_of=AS_OF, numbers=numbers, n_people=2)
    assert times.tolist() == [2, 0]


def test_what_was_forgotten_is_gone_from_what_was_prepared(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, [event("p_1", "product_viewed", 1), event("p_2", "product_viewed", 1)])
    for name in ("assignments", "orders", "texts"):
        lake.write(name, table(name).schema.empty_table())
    lake.forget(["p_1"])
    assert pq.read_table(lake.part(TABLE, "part-0"), partitioning=None)["person_id"].to_pylist() == ["p_2"]
    occurred = read_occurred(lake, "product_viewed", ())
    assert occurred is not None
    assert "p_1" not in occurred.ids.to_pylist()
    numbers = numbers_of(occurred.ids, index_of(("p_2", "p_3")), lambda each: each)
    times = n_times(occurred, Did("product_viewed"), as_of=AS_OF, numbers=numbers, n_people=2)
    assert times.tolist() == [1, 0]


def test_what_was_not_prepared_is_left_to_the_events(tmp_path: Path) -> None:
    lake = lake_of(tmp_path, [event("p_1", "product_viewed", 1)])
    assert "item_id" not in COLUMNS
    assert read_occurred(lake, "product_viewed", {"item_id"}) is None
    assert read_occurred(lake, "trait_set", ()) is None
    assert read_occurred(Lake(tmp_path / "older"), "product_viewed", ()) is None


@pytest.mark.parametrize(
    ("sign", "value", "who"), [("=", 0, [0]), (">=", 2, [2]), ("!=", 1, [0, 2]), ("<", 1.5, [0, 1])]
)
def test_nobody_is_forgotten_where_none_is_asked_for(sign: str, value: float, who: list[int]) -> None:
    assert sorted(held_by(np.array([0, 1, 2]), Comparison(sign, value))) == who  # type: ignore[arg-type]
