from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pyarrow as pa

from huaxiang.domain.tables import table
from huaxiang.engines.lake import Lake
from huaxiang.project.receipts import Rows, note_forgotten, read_forgotten, rows_of


def test_nothing_was_forgotten_where_nothing_is_noted(tmp_path: Path) -> None:
    assert read_forgotten(tmp_path / "run") == Rows()
    note_forgotten(tmp_path / "run", before=Rows(Counter(a=1)), after=Rows(Counter(a=1)))
    assert not (tmp_path / "run").exists()


def test_what_went_adds_up_over_several_times(tmp_path: Path) -> None:
    before = Rows(Counter({"events/shop": 9, "events/log-000000000003": 3}), Counter(active=4))
    note_forgotten(tmp_path, before=before, after=Rows(Counter({"events/shop": 7}), Counter(active=3)))
    note_forgotten(tmp_path, before=Rows(Counter({"events/shop": 7})), after=Rows(Counter({"events/shop": 6})))
    found = read_forgotten(tmp_path)
    assert found == Rows(Counter({"events/shop": 3, "events/log-000000000003": 3}), Counter(active=1))
    assert (found.of("events"), found.of("events", re.compile("log-.*")), found.of("orders")) == (6, 3, 0)


def test_rows_of_a_lake_are_counted_by_file_and_status(tmp_path: Path) -> None:
    lake = Lake(tmp_path / "lake")
    schema = table("assignments").schema
    plain = {field.name: "x" if field.type == pa.string() else 1 for field in schema}
    rows = [{**plain, "status": status} for status in ("active", "observation", "active")]
    lake.write("assignments", pa.Table.from_pylist(rows, schema=schema), part="part-00001")
    assert rows_of(lake) == Rows(Counter({"assignments/part-00001": 3}), Counter(active=2, observation=1))
    assert rows_of(Lake(tmp_path / "none")) == Rows()
