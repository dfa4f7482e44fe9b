from __future__ import annotations

from pathlib import Path

import pyarrow.compute as pc

from huaxiang.console.views.tables import read_columns
from huaxiang.engines.lake import Lake
from huaxiang.project.opening import Project


def test_columns_come_in_the_order_asked_for(demo_shop: Path) -> None:
    lake = Project.open(demo_shop).lake()
    rows = read_columns(lake, "orders", ("currency", "order_id"))
    assert rows.column_names == ["currency", "order_id"]
    assert rows.num_rows == lake.count("orders")


def test_rows_are_those_that_meet_the_condition(demo_shop: Path) -> None:
    rows = read_columns(
        Project.open(demo_shop).lake(), "identities", ("namespace",), where=pc.field("namespace") == "email"
    )
    assert set(rows["namespace"].to_pylist()) == {"email"}


def test_a_table_without_files_has_no_rows(tmp_path: Path) -> None:
    rows = read_columns(Lake(tmp_path), "orders", ("order_id", "net_minor"))
    assert (rows.num_rows, rows.column_names) == (0, ["order_id", "net_minor"])
