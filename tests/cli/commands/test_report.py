from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from openpyxl import load_workbook


def test_words_and_document_say_the_same(ran: Callable[..., Any], built: Path) -> None:
    document = ran("report", built, "--json").document
    told = ran("report", built).out
    assert document["sentences"]
    assert all(sentence in told.replace("\n", "") for sentence in document["sentences"])


def test_a_workbook_is_written_with_a_sheet_for_each_part(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    path = tmp_path / "周报.xlsx"
    document = ran("report", built, "--to", path, "--json").document
    book = load_workbook(path)
    assert document["sheets"] == len(book.sheetnames)
    assert book.sheetnames[:2] == ["week", "segments"]
    assert [row[0].value for row in book["week"].iter_rows(min_row=2)][:2] == ["net_sales", "n_orders"]


def test_another_format_ends_with_2(ran: Callable[..., Any], built: Path, tmp_path: Path) -> None:
    done = ran("report", built, "--to", tmp_path / "x.csv")
    assert (done.code, "end --to with .xlsx" in done.err) == (2, True)
