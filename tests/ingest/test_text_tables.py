from __future__ import annotations

from pathlib import Path

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.mapping import Format
from huaxiang.ingest.sources.base import Reject
from huaxiang.ingest.text_tables import TextTable, find_table, table_rows

EXPORT = "店铺订单导出\n导出时间:2025-11-12\n\n订单号;会员;金额\n1;小明;¥12.00\n2;小红;8\n合计;;20.00\n"


def _find(folder: Path, text: str, kind: str = "csv", *, guess: bool = True, **form: object) -> tuple[Path, TextTable]:
    path = folder / "a.txt"
    path.write_text(text, encoding="utf-8")
    return path, find_table(path, path, Format(**form), kind=kind, guess=guess)  # type: ignore[arg-type]


def test_table_between_titles_and_total_is_found(tmp_path: Path) -> None:
    path, table = _find(tmp_path, EXPORT)
    assert table.format() == {"delimiter": ";", "skip": 3}
    assert table.columns == ("订单号", "会员", "金额")
    assert list(table_rows(path, table)) == [
        (5, ["1", "小明", "¥12.00"]),
        (6, ["2", "小红", "8"]),
        Reject(7, "total line", "合计;;20.00"),
    ]


def test_what_was_found_reads_the_same_when_stated(tmp_path: Path) -> None:
    path, table = _find(tmp_path, EXPORT)
    again = find_table(path, path, Format(**table.format()), kind="csv")
    assert list(table_rows(path, again)) == list(table_rows(path, table))


def test_columns_without_header_are_numbered(tmp_path: Path) -> None:
    path, table = _find(tmp_path, "1,pv,1511544070\n2,buy,1511544071\n")
    assert table.format() == {"delimiter": ",", "header": False, "columns": ["col1", "col2", "col3"]}
    assert next(iter(table_rows(path, table))) == (1, ["1", "pv", "1511544070"])


def test_delimiter_after_the_last_cell_is_no_column(tmp_path: Path) -> None:
    path, table = _find(tmp_path, "id,n\n1,2,\n3,4,\n")
    assert table.columns == ("id", "n")
    assert list(table_rows(path, table)) == [(2, ["1", "2"]), (3, ["3", "4"])]


def test_aligned_text_has_runs_of_blanks_or_fixed_places(tmp_path: Path) -> None:
    assert _find(tmp_path, " 1 19970101  1  11.77\n 22 19970112 12 7.00\n", "text")[1].format() == {
        "delimiter": " ",
        "header": False,
        "columns": ["col1", "col2", "col3", "col4"],
    }
    fixed = "id   name       price\n1    小 明          5\n22                  7\n333  Anna Bell   12.5\n"
    assert _find(tmp_path, fixed, "text")[1].format() == {"starts": [0, 5, 16]}


def test_blank_file_is_empty(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is empty"):
        _find(tmp_path, "\n \n")


def test_rows_that_start_with_their_name_are_one_cell_longer_than_the_header(tmp_path: Path) -> None:
    named = "n,m,o,p\na,1,2,3,4\nb,3,4,5,6\n"
    assert _find(tmp_path, named)[1].columns == ("row", "n", "m", "o", "p")
    assert _find(tmp_path, "n,m,o,p\na,1,2,3,4\n3,4,5,6\n5,6,7,8\n")[1].columns == ("n", "m", "o", "p")
