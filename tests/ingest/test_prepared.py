from __future__ import annotations

from pathlib import Path

import duckdb

from huaxiang.ingest.prepared import prepare
from huaxiang.ingest.sources.base import Reject


def test_rows_keep_their_lines_and_rejects_stand_apart(tmp_path: Path) -> None:
    rows = [(2, ["1\t", "面霜"]), Reject(3, "too few columns", "x\n"), (4, ["-", ""])]
    raw = prepare(tmp_path / "a.csv", ["id", "title"], rows, nulls=("", "-"), workspace=tmp_path)
    with duckdb.connect() as connection:
        assert connection.execute(f"SELECT * FROM {raw.scan}").fetchall() == [("1", "面霜"), (None, None)]
    assert [raw.line(0), raw.line(1)] == [2, 4]
    assert raw.rejects() == [Reject(3, "too few columns", "x")]
    assert raw.rest(without=frozenset({"id"}), keep=None) == "json_object('title', \"title\")::VARCHAR"
