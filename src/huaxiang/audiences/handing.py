"""Rows as a file for other programs: csv with BOM, xlsx and jsonl with ids as text, and Parquet."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from huaxiang.domain.errors import BadInput, StorageError, UnknownName

__all__ = ["SUFFIXES", "check_target", "write_book", "write_rows"]

_SHEET_ROWS = 1_048_575
_FORMULA = re.compile(r"[=@\t\r]|[+-][^0-9.]")


def check_target(path: Path) -> Path:
    """The path itself when a file can be written there.

    Raises:
        UnknownName: Its suffix is not one of `SUFFIXES`.
        StorageError: Its folder does not exist.
    """
    if path.suffix.lower() not in SUFFIXES:
        raise UnknownName("file format", path.suffix or path.name, hint=f"end --to with {', '.join(SUFFIXES)}")
    if not path.absolute().parent.is_dir():
        raise StorageError(f"{path.parent}: no such folder: make it first")
    return path


def write_rows(rows: pa.Table, path: Path) -> int:
    """Writes rows in the format of the path's suffix and returns their number; the file appears whole or not at all.

    Texts stay texts: no spreadsheet turns an id into a number or a formula.

    Raises:
        UnknownName: Another suffix.
        StorageError: It cannot be written.
        BadInput: More rows than a sheet of xlsx holds.
    """
    write = SUFFIXES[check_target(path).suffix.lower()]
    with _whole(path) as partial:
        write(rows, partial)
    return int(rows.num_rows)


def write_book(sheets: Mapping[str, pa.Table], path: Path) -> int:
    """Writes tables as the sheets of one workbook and returns their number; the file appears whole or not at all.

    Raises:
        UnknownName: The path does not end with .xlsx.
        StorageError: It cannot be written.
    """
    if path.suffix.lower() != ".xlsx":
        raise UnknownName("file format", path.suffix or path.name, hint="end --to with .xlsx")
    with _whole(check_target(path)) as partial:
        book = Workbook(write_only=True)
        for name, rows in sheets.items():
            _sheet(book, name, rows)
        book.save(partial)
    return len(sheets)


@contextmanager
def _whole(path: Path) -> Iterator[Path]:
    """A path to write to, which takes the place of `path` when all went well."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        yield partial
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
    finally:
        partial.unlink(missing_ok=True)


def _dicts(rows: pa.Table) -> Iterator[dict[str, Any]]:
    for batch in rows.to_batches(max_chunksize=20_000):
        yield from batch.to_pylist()


def _csv(rows: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC)
        writer.writerow(rows.column_names)
        for row in _dicts(rows):
            writer.writerow([_cell(value) for value in row.values()])


def _cell(value: Any) -> Any:
    """A value for a spreadsheet; what it would run as a formula is marked as text."""
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _jsonl(rows: pa.Table, path: Path) -> None:
    with path.open("w", encoding="utf-8") as file:
        for row in _dicts(rows):
            file.write(json.dumps(row, ensure_ascii=False) + "\n")


def _parquet(rows: pa.Table, path: Path) -> None:
    pq.write_table(rows, path, compression="zstd")


def _xlsx(rows: pa.Table, path: Path) -> None:
    if rows.num_rows > _SHEET_ROWS:
        raise BadInput(f"{rows.num_rows:,} rows do not fit a sheet of xlsx: use .csv or .parquet", path=path)
    book = Workbook(write_only=True)
    _sheet(book, "huaxiang", rows)
    book.save(path)


def _sheet(book: Any, name: str, rows: pa.Table) -> None:
    sheet = book.create_sheet(name)
    sheet.append(rows.column_names)
    for row in _dicts(rows):
        sheet.append([_text_cell(sheet, value) if isinstance(value, str) else value for value in row.values()])


def _text_cell(sheet: Any, value: str) -> Any:
    cell = WriteOnlyCell(sheet)
    cell.value = "".join(sign for sign in value if sign >= " " or sign in "\n\t")[:32_767]
    cell.data_type = "s"
    cell.number_format = "@"
    return cell


SUFFIXES: dict[str, Callable[[pa.Table, Path], None]] = {
    ".csv": _csv,
    ".jsonl": _jsonl,
    ".parquet": _parquet,
    ".xlsx": _xlsx,
}
"""How each format is written, by suffix."""
