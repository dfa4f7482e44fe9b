from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq


def test_a_table_is_exported_and_what_is_withheld_is_said(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    path = tmp_path / "assignments.parquet"
    done = ran("export", "assignments", built, "--to", path, "--json")
    assert done.document["rows"] == pq.read_metadata(path).num_rows > 0
    assert sum(done.document["withheld"].values()) > 0
    assert "withheld" in done.err


def test_events_name_the_person_they_belong_to(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    path = tmp_path / "events.parquet"
    assert ran("export", "events", built, "--to", path).code == 0
    rows = pq.read_table(path)
    without = rows.filter(rows["person_id"].is_null())
    assert rows.num_rows > without.num_rows
    assert without["identity"].null_count == without.num_rows


def test_an_unknown_table_ends_with_2_and_the_nearest(ran: Callable[..., Any], tmp_path: Path) -> None:
    done = ran("export", "assignment", tmp_path, "--to", tmp_path / "x.csv")
    assert (done.code, "nearest: assignments" in done.err) == (2, True)


def test_a_target_must_be_given(ran: Callable[..., Any], built: Path) -> None:
    done = ran("export", "events", built)
    assert (done.code, "--to" in done.err, done.err.count("\n")) == (2, True, 1)
