"""Sheets of a workbook (.xlsx, .xlsm, .xls, .xlsb, .ods) as rows of texts."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine as calamine

from huaxiang.domain.errors import BadInput

__all__ = ["cell_text", "is_workbook", "sheet_names", "sheet_rows"]

_EXACT, _WHOLE = 10**15, 2**53
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def is_workbook(file: Path) -> bool:
    """Whether the bytes of a file are those of a workbook, whatever its name."""
    with file.open("rb") as raw:
        start = raw.read(8)
    if start == _OLE:
        return True
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError):
        return False
    return bool(names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml", "[Content_Types].xml"})


@contextmanager
def _opened(path: Path, file: Path) -> Iterator[Any]:
    try:
        book = calamine.CalamineWorkbook.from_path(str(file))
    except calamine.PasswordError as error:
        raise BadInput("is protected by a password: save it without one", path=path) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise BadInput("is not an Excel workbook: save it as .xlsx, or set its kind", path=path) from error
    try:
        yield book
    finally:
        book.close()


def sheet_names(path: Path, file: Path) -> list[str]:
    """Names of the sheets of a workbook that hold cells, visible ones first.

    Args:
        path: The workbook, as errors name it.
        file: Its plain copy, or itself.

    Raises:
        BadInput: It is no workbook.
    """
    with _opened(path, file) as book:
        sheets = [s for s in book.sheets_metadata if s.typ == calamine.SheetTypeEnum.WorkSheet]
        return [s.name for s in sorted(sheets, key=lambda s: s.visible != calamine.SheetVisibleEnum.Visible)]


def sheet_rows(path: Path, file: Path, name: str) -> list[list[str]]:
    """All rows of a sheet from its first, each as wide as the sheet; cells merged downwards are repeated.

    Raises:
        BadInput: The workbook has no such sheet, or it cannot be read.
    """
    with _opened(path, file) as book:
        if name not in book.sheet_names:
            raise BadInput(f"has no sheet {name!r}; it has: {', '.join(book.sheet_names)}", path=path)
        try:
            sheet = book.get_sheet_by_name(name)
            rows = [[cell_text(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
            merged = sheet.merged_cell_ranges or []
        except (calamine.CalamineError, OSError, ValueError, OverflowError) as error:
            raise BadInput(f"cannot be read: sheet {name!r}: {str(error).splitlines()[0]}", path=path) from error
    for (top, left), (bottom, right) in merged:
        if left == right and bottom < len(rows) and left < len(rows[top]):
            for row in rows[top + 1 : bottom + 1]:
                row[left] = rows[top][left]
    return rows


def cell_text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, dates as ISO, numbers of more than 15 digits as `1.23E+18`.

    >>> cell_text(12.0), cell_text(2938475610293847561.0), cell_text(19.9)
    ('12', '2.9384756102938476E+18', '19.9')
    """
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float | int):
        return _number_text(float(cell))
    if isinstance(cell, dt.datetime):
        return cell.isoformat(" ", timespec="microseconds" if cell.microsecond else "seconds")
    return cell.isoformat() if isinstance(cell, dt.date | dt.time) else str(cell)


def _number_text(number: float) -> str:
    is_whole = number == int(number)
    if abs(number) < _EXACT or (abs(number) < _WHOLE and is_whole and number % 10):
        return str(int(number)) if is_whole else repr(number)
    mantissa, exponent = f"{Decimal(repr(number)).normalize():E}".split("E")
    return f"{mantissa}E{int(exponent):+d}"
