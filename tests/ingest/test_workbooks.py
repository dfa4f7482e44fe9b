from __future__ import annotations

import datetime as dt
from pathlib import Path

import openpyxl
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.workbooks import cell_text, is_workbook, sheet_names, sheet_rows


def _book(folder: Path) -> Path:
    book = openpyxl.Workbook()
    first = book.active
    assert first is not None
    first.title = "说明"
    sheet = book.create_sheet("订单")
    for row in (
        ("订单号", "商品", "时间", "金额"),
        ("1", "面霜", dt.datetime(2025, 11, 11, 20), 12.5),  # noqa: DTZ001
        (None, "口红", dt.date(2025, 11, 12), 3),
        (2938475610293847561, "奶瓶", None, 0.1),
    ):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    first.sheet_state = "hidden"
    book.active = 1
    book.save(folder / "a.xlsx")
    return folder / "a.xlsx"


def test_visible_sheets_come_first(tmp_path: Path) -> None:
    path = _book(tmp_path)
    assert is_workbook(path)
    assert sheet_names(path, path) == ["订单", "说明"]


def test_cells_are_texts_and_merged_ones_repeat_downwards(tmp_path: Path) -> None:
    path = _book(tmp_path)
    assert sheet_rows(path, path, "订单") == [
        ["订单号", "商品", "时间", "金额"],
        ["1", "面霜", "2025-11-11 20:00:00", "12.5"],
        ["1", "口红", "2025-11-12", "3"],
        ["2.938475610293848E+18", "奶瓶", "", "0.1"],
    ]


def test_whole_numbers_have_no_point_and_long_ones_show_their_loss() -> None:
    assert [cell_text(cell) for cell in (12.0, 13912345678.0, 4000000000000123.0, 1e15, True, -0.5)] == [
        "12",
        "13912345678",
        "4000000000000123",
        "1E+15",
        "true",
        "-0.5",
    ]


def test_other_files_are_no_workbooks(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<html><table>")
    assert not is_workbook(path)
    with pytest.raises(BadInput, match="is not an Excel workbook"):
        sheet_names(path, path)
    book = _book(tmp_path)
    with pytest.raises(BadInput, match="has no sheet 'x'; it has: "):
        sheet_rows(book, book, "x")
