from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaxiang.audiences.handing import check_target, write_rows
from huaxiang.domain.errors import StorageError, UnknownName

ROWS = pa.table({"id": ["0012345678901234567", "=SUM(A1)"], "名称": ["甲", None], "n": [1, 2]})


def test_csv_has_a_mark_for_excel_and_ids_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "客 户.csv"
    assert write_rows(ROWS, path) == 2
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    assert rows == [["id", "名称", "n"], ["0012345678901234567", "甲", "1"], ["'=SUM(A1)", "", "2"]]


def test_xlsx_keeps_ids_as_text_and_runs_no_formula(tmp_path: Path) -> None:
    path = tmp_path / "x.xlsx"
    write_rows(ROWS, path)
    sheet = openpyxl.load_workbook(path).active
    assert sheet is not None
    cells = [(cell.value, cell.data_type) for cell in sheet["A"]]
    assert cells == [("id", "s"), ("0012345678901234567", "s"), ("=SUM(A1)", "s")]


def test_jsonl_and_parquet_keep_every_value(tmp_path: Path) -> None:
    write_rows(ROWS, tmp_path / "x.jsonl")
    write_rows(ROWS, tmp_path / "x.parquet")
    lines = (tmp_path / "x.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line) for line in lines] == ROWS.to_pylist()
    assert pq.read_table(tmp_path / "x.parquet").equals(ROWS)


def test_another_format_names_those_that_there_are(tmp_path: Path) -> None:
    with pytest.raises(UnknownName, match=r"'\.doc' \(end --to with \.csv, \.jsonl, \.parquet, \.xlsx\)"):
        write_rows(ROWS, tmp_path / "x.doc")


def test_a_folder_that_is_not_there_is_said_before_any_work(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no such folder"):
        check_target(tmp_path / "nowhere" / "x.csv")


def test_a_file_appears_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    target.mkdir()
    with pytest.raises(StorageError, match="cannot write"):
        write_rows(ROWS, target)
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]
