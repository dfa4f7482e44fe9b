"""Workbooks: one sheet is one table; titles above it and totals below it are left out."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.headers import column_names, find_header, has_header, is_total
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.prepared import PreparedFile, prepare
from huaxiang.ingest.sources.base import Example, Reject, require_columns
from huaxiang.ingest.unpacking import outer_file, unpacked
from huaxiang.ingest.workbooks import is_workbook, sheet_names, sheet_rows

__all__ = ["Sheet", "example", "open", "read_sheet", "sheets"]

_TITLES = 40
_ENDING = 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with a table: its name, and its rows from the first, without columns that are empty in all of them."""

    name: str
    rows: list[list[str]]

    def format(self) -> dict[str, Any]:
        """Keys of `[[source]] format` that read it."""
        at = _header(self.rows, frozenset())
        found: dict[str, Any] = {"sheet": self.name.replace("[", "[[]")}
        if at:
            found["skip"] = at
        if not has_header(self.rows[at], self.rows[at + 1 : at + 200]):
            found |= {"header": False, "columns": [f"col{number}" for number in range(1, len(self.rows[at]) + 1)]}
        return found


def sheets(path: Path, form: Format, *, workspace: Path) -> Iterator[Sheet]:
    """Sheets of a workbook that hold a table and that `form.sheet` names, as a glob, or the path itself.

    Raises:
        BadInput: It is no workbook, or no sheet fits.
    """
    outer, inner = outer_file(path)
    is_sheet = bool(inner) and is_workbook(outer)
    file = outer if is_sheet else unpacked(path, workspace)
    names = sheet_names(path, file)
    wanted = inner if is_sheet else form.sheet
    fitting = [name for name in names if wanted in ("", name) or (not is_sheet and fnmatch.fnmatchcase(name, wanted))]
    if not fitting:
        raise BadInput(f"has no sheet {wanted!r}; it has: {', '.join(names)}", path=path)
    n_found = 0
    for name in fitting:
        rows = sheet_rows(path, file, name)
        width = max((number + 1 for row in rows for number, cell in enumerate(row) if cell), default=0)
        if sum(any(row) for row in rows) > 1:
            n_found += 1
            yield Sheet(name, [row[:width] for row in rows])
    if not n_found:
        raise BadInput("is empty: no sheet holds a table", path=path)


def open(path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> PreparedFile:  # noqa: A001, ARG001
    """The sheet, read whole; raises BadInput as `SourceKind.open` says."""
    return read_sheet(path, next(sheets(path, spec.format, workspace=workspace)), spec, workspace=workspace)


def read_sheet(path: Path, sheet: Sheet, spec: SourceSpec, *, workspace: Path) -> PreparedFile:
    """The rows of a sheet; raises BadInput as `SourceKind.open` says."""
    form, wanted = spec.format, frozenset(spec.raw_columns())
    at, columns = form.skip, form.columns
    if form.header:
        at = form.skip or _header(sheet.rows, wanted)
        if at >= len(sheet.rows):
            raise BadInput(f"has no line {at + 1} for its header", path=path)
        columns = tuple(column_names(sheet.rows[at]))
    require_columns(path, spec, dict.fromkeys(columns, ""), required=wanted)
    body = _body(sheet.rows, at + form.header, len(columns))
    found = {key: value for key, value in (("sheet", sheet.name), ("skip", at)) if value}
    return prepare(path, columns, body, nulls=form.nulls, workspace=workspace, form=found)


def _header(rows: list[list[str]], wanted: frozenset[str]) -> int:
    filled = [row for row in rows[:_TITLES] if any(row)]
    return rows.index(filled[find_header(filled, wanted)]) if filled else 0


def _body(rows: list[list[str]], first: int, width: int) -> Iterator[tuple[int, list[str]] | Reject]:
    last = max((number for number, row in enumerate(rows) if any(row)), default=0)
    for number, row in enumerate(rows[first:], first):
        if not any(cell.strip() for cell in row):
            continue
        raw = "\x1f".join(row)
        if number > last - _ENDING and is_total(row):
            yield Reject(number + 1, "total line", raw)
        elif any(row[width:]):
            yield Reject(number + 1, "too many columns", raw)
        else:
            yield number + 1, (row + [""] * width)[:width]


def example(folder: Path) -> Example:
    """Four events under a merged title, and a total line."""
    path = folder / "events.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ("事件报表 2025-11", None, None, None, None),
        ("id", "event", "time", "member", "price"),
        ("m1", "product_viewed", "2025-11-11 20:00:00", "1001", None),
        ("m2", "product_added", "2025-11-11 20:01:00", "1001", 19.9),
        ("m4", "order_placed", "2025-11-11 20:05:00", "1002", "1,234.50"),
        ("m5", "page_viewed", "2025-11-11 20:06:00", 1003, None),
        ("合计", None, None, None, 1254.4),
    ):
        sheet.append(row)
    sheet.merge_cells("A1:E1")
    book.save(path)
    spec = SourceSpec(
        "excel_example",
        "excel",
        path.name,
        "events",
        map={"message_id": "id", "name": "event", "occurred_at": "time", "amount_minor": "price"},
        person={"member_no": ("member",)},
    )
    return Example(spec, path, 4, (7,))
