"""The table in a text file: how its lines are cut, where it starts, what its columns are called, where it ends."""

from __future__ import annotations

import itertools
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.delimited import Layout, Record, detect_delimiter, detect_starts, read_records
from huaxiang.ingest.encodings import open_text
from huaxiang.ingest.headers import column_names, find_header, has_header, is_end_mark, is_total
from huaxiang.ingest.mapping import Format
from huaxiang.ingest.sources.base import Reject

__all__ = ["TextTable", "find_table", "table_rows"]

_HEAD_LINES, _HEAD_CHARACTERS = 400, 1 << 18
_TITLES = 40
_ENDING = 20
_NAMED_ROWS = 0.95


@dataclass(frozen=True, slots=True)
class TextTable:
    """Where a table stands in a text file.

    Attributes:
        layout: How its lines are cut.
        skip: Lines above the header, or above the first row when there is none.
        has_header: Whether the line after these names the columns.
        columns: Names of the columns.
        is_even: Whether the header has as many cells as the rows.
    """

    layout: Layout
    skip: int
    has_header: bool
    columns: tuple[str, ...]
    is_even: bool

    def format(self) -> dict[str, Any]:
        """Keys of `[[source]] format` that describe it, beside the defaults."""
        found: dict[str, Any] = {}
        if self.layout.starts:
            found["starts"] = list(self.layout.starts)
        else:
            found["delimiter"] = self.layout.delimiter
        if self.layout.quote != '"' and found.get("delimiter") not in (None, " ", "  "):
            found["quote"] = self.layout.quote
        if self.skip:
            found["skip"] = self.skip
        if not self.has_header:
            found |= {"header": False, "columns": list(self.columns)}
        return found


def find_table(
    path: Path, file: Path, form: Format, *, kind: str, wanted: frozenset[str] = frozenset(), guess: bool = False
) -> TextTable:
    """The table in the UTF-8 copy `file` of the raw file `path`.

    Args:
        path: The raw file, as errors name it.
        file: A plain UTF-8 file.
        form: What is known of it; the rest is found.
        kind: `csv` or `text`.
        wanted: Columns that the header has; their line is taken for the header.
        guess: Whether to find out if there is a header, instead of taking the word of `form`.

    Raises:
        BadInput: There is no table, or no name for its columns.
    """
    lines = _head(file)
    if not any(line.strip() for line in lines):
        raise BadInput("is empty", path=path)
    layout = _layout(lines[form.skip :], form, kind)
    records = [each for each in read_records(lines[form.skip :], layout) if each.cells]
    if not records:
        raise BadInput("holds no rows", path=path)
    rows = [each.cells for each in records]
    named = form.header and not guess
    if named:
        at = 0 if form.skip else find_header(rows[:_TITLES] if wanted else rows, wanted)
    else:
        at = 0 if form.skip or form.columns else find_header(rows)
    skip = records[at].line - 1 + form.skip
    body = rows[at + 1 :]
    is_named = named or (guess and not form.columns and has_header(rows[at], body[:200]))
    return _named(layout, skip, rows[at:], is_named, form.columns)


def _named(layout: Layout, skip: int, rows: list[list[str]], is_named: bool, given: tuple[str, ...]) -> TextTable:
    if not is_named:
        width = Counter(map(len, rows)).most_common(1)[0][0]
        columns = given or tuple(f"col{number}" for number in range(1, width + 1))
        return TextTable(layout, skip, False, columns, True)
    names, body = list(rows[0]), rows[1:]
    usual = Counter(map(len, body)).most_common(1)[0][0] if body else len(names)
    is_even = usual == len(names)
    while len(names) > usual and not names[-1].strip():
        names.pop()
    longer = [row for row in body if len(row) == len(names) + 1 and row[-1].strip()]
    if longer and len(longer) >= _NAMED_ROWS * len(body):
        names.insert(0, "row")
    return TextTable(layout, skip, True, tuple(column_names(names)), is_even)


def _head(file: Path) -> list[str]:
    with open_text(file) as lines:
        found, size = [], 0
        for line in itertools.islice(lines, _HEAD_LINES):
            found.append(line)
            size += len(line)
            if size > _HEAD_CHARACTERS:
                break
    return found


def _layout(lines: list[str], form: Format, kind: str) -> Layout:
    if kind == "csv":
        if form.delimiter != "auto":
            return Layout(form.delimiter, form.quote)
        delimiter = detect_delimiter(lines, form.quote)
        is_single = delimiter in (" ", "  ") or not any(delimiter in line for line in lines)
        is_quoted = any(form.quote and line.startswith(form.quote) for line in lines)
        quote = "" if is_single and not is_quoted else form.quote
        return Layout("\t" if delimiter in (" ", "  ") else delimiter, quote)
    if form.starts:
        return Layout("", "", form.starts)
    if form.delimiter != "auto":
        return Layout(form.delimiter, "")
    found = detect_delimiter(lines, "")
    starts = detect_starts(lines)
    if found in (" ", "  ") and not (starts and _has_gaps(lines, Layout(found, ""), starts[-1])):
        return Layout(found, "")
    return Layout("", "", starts) if starts else Layout(found, "")


def _has_gaps(lines: list[str], layout: Layout, last: int) -> bool:
    """Whether some line lacks a cell though it reaches the last column: its columns are at fixed places."""
    texts = [line.rstrip() for line in lines if line.strip()]
    widths = [len(layout.split(text)) for text in texts]
    usual = Counter(widths).most_common(1)[0][0]
    return any(width < usual and len(text) > last for text, width in zip(texts, widths, strict=True))


def table_rows(file: Path, table: TextTable) -> Iterator[tuple[int, list[str]] | Reject]:
    """Line and cells of each row of a table, or why a row cannot be read; total lines at the end are no rows."""
    width = len(table.columns)
    waiting: deque[Record] = deque()
    first = table.skip + (1 if table.has_header else 0)
    with open_text(file) as lines:
        for _ in range(table.skip):
            next(lines, "")
        records = read_records(lines, table.layout, width=width)
        header = next(records, None) if table.has_header else None
        assert header is None or first
        for record in records:
            record.line += table.skip
            waiting.append(record)
            if len(waiting) > _ENDING:
                yield _row(waiting.popleft())
    yield from _ending(list(waiting))


def _row(record: Record) -> tuple[int, list[str]] | Reject:
    return Reject(record.line, record.reason, record.raw) if record.reason else (record.line, record.cells)


def _ending(records: list[Record]) -> Iterator[tuple[int, list[str]] | Reject]:
    for record in records:
        if is_total(record.cells) or (record.reason and is_end_mark(record.raw)):
            record.reason = "total line"
        yield _row(record)
