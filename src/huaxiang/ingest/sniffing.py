"""What an unknown file holds: its tables, how each is written, its columns and a sample, without any mapping."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.domain.errors import BadInput, UserError
from huaxiang.ingest.cells import has_lost_digits_sql
from huaxiang.ingest.encodings import beginning, check_text, find_encoding, transcoded
from huaxiang.ingest.excerpts import as_texts, excerpt, nested_columns
from huaxiang.ingest.expressions import identifier
from huaxiang.ingest.files import ENDINGS
from huaxiang.ingest.json_rows import is_json, is_json_lines
from huaxiang.ingest.long_delimiters import ONE_SIGN, find_long_delimiter, with_one_sign
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.sources import excel
from huaxiang.ingest.sources.base import RawFile, source_kind
from huaxiang.ingest.text_tables import find_table
from huaxiang.ingest.unfolding import list_to_unfold
from huaxiang.ingest.unpacking import is_archive, member_names, plain_name, unpacked
from huaxiang.ingest.workbooks import is_workbook

__all__ = ["FIRST_ROWS", "SniffedTable", "sniff"]

FIRST_ROWS = 20
_ENGINE: dict[str, Any] = {"threads": 2, "preserve_insertion_order": True}
_GROUPS = 20
_LINES_LOOKED_AT = 1 << 15
_ALL_ENDINGS = tuple(ending for endings in ENDINGS.values() for ending in endings)


@dataclass(frozen=True, slots=True)
class SniffedTable:
    """One table found in a file.

    Attributes:
        name: File name without its endings, or the name of the member or sheet.
        path: The file, as `[[source]] path` names it.
        kind: What `[[source]] kind` says.
        format: Keys and values of `[[source]] format` that read exactly these rows; keys with their default left out.
        has_header: Whether the file itself names the columns.
        columns: Names of the columns as a mapping names them; `col1`, `col2` … without header.
        first: The first rows (at most 20), each column a string; missing cells null.
        sample: At most `sample_rows` rows spread over the file, in its order, each column a string.
        n_rows: Rows that can be read.
        is_exact: Whether `n_rows` was counted; else it is an estimate.
        n_rejects: Rows that cannot be read.
        notes: What a person should know: rows that cannot be read, ids whose digits are lost; one sentence each.
    """

    name: str
    path: Path
    kind: str
    format: dict[str, Any]
    has_header: bool
    columns: tuple[str, ...]
    first: pa.Table
    sample: pa.Table
    n_rows: int
    is_exact: bool
    n_rejects: int = 0
    notes: tuple[str, ...] = ()


def sniff(path: Path, *, sample_rows: int = 5_000) -> list[SniffedTable]:
    """The tables that a file, or the files of a folder, hold.

    Args:
        path: A file, packed or not, or a folder.
        sample_rows: Most rows of each table's sample.

    Returns:
        One table for most files; one a member or sheet for archives and workbooks; never none. What is no table
        beside others (a readme in an archive) is left out.

    Raises:
        BadInput: The file cannot be read, or holds no table.
    """
    if not path.exists():
        raise BadInput("does not exist", path=path)
    places = list(_places(path))
    found: list[SniffedTable] = []
    failed: list[UserError] = []
    with tempfile.TemporaryDirectory(prefix="huaxiang-") as scratch:
        for number, place in enumerate(places):
            workspace = Path(scratch) / str(number)
            workspace.mkdir()
            try:
                found += _tables(place, workspace, sample_rows)
            except BadInput as error:
                failed.append(error)
    if not found:
        raise failed[0] if failed else BadInput("holds no file with a table", path=path)
    return found


@dataclass(frozen=True, slots=True)
class _Place:
    """A file, or a member of an archive."""

    path: Path
    member: str = ""

    @property
    def inner(self) -> Path:
        return self.path / self.member if self.member else self.path

    @property
    def name(self) -> str:
        """Its name without endings."""
        name = plain_name(self.inner.name)
        return name[: name.rindex(".")] if "." in name[1:] else name


def _places(path: Path) -> Iterator[_Place]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file() and plain_name(file.name).lower().endswith((*_ALL_ENDINGS, ".zip")):
                yield from _places(file)
    elif is_archive(path) and not is_workbook(path):
        yield from (_Place(path, name) for name in member_names(path))
    else:
        yield _Place(path)


def _tables(place: _Place, workspace: Path, sample_rows: int) -> Iterator[SniffedTable]:
    file = unpacked(place.inner, workspace)
    member = {"member": place.member.replace("[", "[[]")} if place.member else {}
    if is_workbook(file):
        found = list(excel.sheets(place.inner, Format(), workspace=workspace))
        for sheet in found:
            form = sheet.format()
            if len(found) == 1:
                del form["sheet"]
            raw = excel.read_sheet(place.inner, sheet, _spec(place, "excel", form), workspace=workspace)
            name = sheet.name if len(found) > 1 else place.name
            yield _look(raw, place, (name, "excel", {**member, **form}), sample_rows)
    elif beginning(file, 4) == b"PAR1":
        yield _parquet(place, file, member, sample_rows)
    else:
        yield _text(place, file, member, workspace=workspace, sample_rows=sample_rows)


def _spec(place: _Place, kind: str, form: dict[str, Any]) -> SourceSpec:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in form.items()}
    return SourceSpec("sniffed", kind, str(place.path), "items", format=Format(**given))


def _text(place: _Place, file: Path, member: dict[str, Any], *, workspace: Path, sample_rows: int) -> SniffedTable:
    path = place.inner
    text = transcoded(file, "auto", workspace, named=path)
    check_text(path, text)
    encoding = {} if text == file else {"encoding": find_encoding(file)}
    kind, form = _text_format(path, text, workspace)
    short = excerpt(text, workspace) if kind != "jsonl" or is_json_lines(text) else None
    with duckdb.connect(config=_ENGINE) as connection:
        raw = source_kind(kind).open(
            short or text, _spec(place, kind, form), connection=connection, workspace=workspace
        )
        found = _look(raw, place, (place.name, kind, {**member, **form, **encoding}), sample_rows, connection)
    if short is None:
        return found
    size, part = text.stat().st_size, short.stat().st_size
    return replace(found, n_rows=found.n_rows * size // part, is_exact=False)


def _text_format(path: Path, text: Path, workspace: Path) -> tuple[str, dict[str, Any]]:
    start = beginning(text).lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if start.startswith((b"<!doctype", b"<html", b"<table", b"<?xml")):
        raise BadInput("is a web page, whatever its name says: open it in Excel and save it as .xlsx", path=path)
    if is_json(text):
        key = list_to_unfold(text) if is_json_lines(text) else ""
        return "jsonl", {"unfold": key} if key else {}
    table = find_table(path, text, Format(), kind="csv", guess=True)
    if len(table.columns) == 1:
        aligned = find_table(path, text, Format(), kind="text", guess=True)
        if len(aligned.columns) > 1:
            return "text", aligned.format()
    sign = find_long_delimiter(beginning(text, _LINES_LOOKED_AT).decode("utf-8", errors="replace").splitlines()[:-1])
    if sign:
        parted = find_table(
            path, with_one_sign(text, sign, workspace), Format(delimiter=ONE_SIGN, quote=""), kind="csv", guess=True
        )
        if len(parted.columns) > len(table.columns):
            return "csv", {**parted.format(), "delimiter": sign}
    return "csv", table.format()


def _parquet(place: _Place, file: Path, member: dict[str, Any], sample_rows: int) -> SniffedTable:
    try:
        opened = pq.ParquetFile(file)
        n_rows, n_groups = opened.metadata.num_rows, opened.metadata.num_row_groups
        chosen = range(0, n_groups, max(1, -(-n_groups // _GROUPS)))
        share = -(-sample_rows // max(1, len(chosen)))
        parts = [opened.read_row_group(number) for number in chosen]
        spread = [part.take(_spread(part.num_rows, share)) for part in parts]
        rows = pa.concat_tables(spread) if spread else opened.schema_arrow.empty_table()
        first = parts[0].slice(0, FIRST_ROWS) if parts else rows
    except (OSError, ValueError, pa.ArrowException) as error:
        raise BadInput("is not a Parquet file", path=place.inner) from error
    first, sample = as_texts(first), as_texts(rows.take(_spread(rows.num_rows, sample_rows)))
    columns = tuple(sample.column_names)
    return SniffedTable(place.name, place.path, "parquet", member, True, columns, first, sample, n_rows, True)


def _spread(n_rows: int, wanted: int) -> pa.Array:
    return pa.array(range(0, n_rows, max(1, -(-n_rows // max(1, wanted)))), pa.int64())


def _look(
    raw: RawFile, place: _Place, what: tuple[str, str, dict[str, Any]], sample_rows: int, connection: Any = None
) -> SniffedTable:
    """The table that an opened file is, `what` being its name, kind and format."""
    if connection is None:
        with duckdb.connect(config=_ENGINE) as own:
            return _look(raw, place, what, sample_rows, own)
    columns = _load(raw, connection)
    rejects = raw.rejects()
    raw.close()
    n_rows = int(connection.execute("SELECT count(*) FROM _rows").fetchall()[0][0])
    first = _arrow(connection, f"SELECT * FROM _rows LIMIT {FIRST_ROWS}")
    step = max(1, -(-n_rows // max(1, sample_rows)))
    sample = _arrow(connection, f"SELECT * FROM _rows WHERE rowid % {step} = 0 ORDER BY rowid LIMIT {sample_rows}")
    notes = tuple(_notes(connection, columns, len(rejects)))
    name, kind, form = what
    has_header = bool(form.get("header", True))
    return SniffedTable(
        name, place.path, kind, form, has_header, columns, first, sample, n_rows, True, len(rejects), notes
    )


def _load(raw: RawFile, connection: Any) -> tuple[str, ...]:
    """Reads the file into the table `_rows`; returns its columns, nested ones by dotted names."""
    columns = nested_columns(raw, connection)
    for _ in range(2):
        cells = ", ".join(f"({raw.cell(c)[0]})::VARCHAR AS {identifier(c)}" for c in columns)
        try:
            connection.execute(f"CREATE OR REPLACE TABLE _rows AS SELECT {cells} FROM {raw.scan}")
        except duckdb.Error as error:
            raise BadInput(f"cannot be read: {str(error).splitlines()[0]}", path=raw.path) from error
        if not raw.must_repeat():
            break
    return columns


def _notes(connection: Any, columns: tuple[str, ...], n_rejects: int) -> Iterator[str]:
    if n_rejects:
        yield f"{n_rejects} rows cannot be read"
    counts = ", ".join(f"count(*) FILTER (WHERE {has_lost_digits_sql(identifier(c))})" for c in columns)
    for column, n in zip(columns, connection.execute(f"SELECT {counts} FROM _rows").fetchall()[0], strict=True):
        if n:
            yield f"{n} cells of {column!r} are numbers cut to 15 digits, such as 1.23457E+18: export the ids as text"


def _arrow(connection: Any, sql: str) -> pa.Table:
    return connection.execute(sql).to_arrow_table()
