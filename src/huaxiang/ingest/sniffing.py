"""What an unknown file holds: its tables, how each is written, its columns and a sample, without any mapping."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.expressions import identifier
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.sources.base import source_kind

__all__ = ["SniffedTable", "sniff"]

FIRST_ROWS = 20
_KINDS = {".parquet": "parquet", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl"}


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
    notes: tuple[str, ...] = ()


def sniff(path: Path, *, sample_rows: int = 5_000) -> list[SniffedTable]:
    """The tables that a file holds.

    Args:
        path: A file.
        sample_rows: Most rows of each table's sample.

    Returns:
        One table for most files; one a member or sheet for archives and workbooks; never none.

    Raises:
        BadInput: The file cannot be read, or holds no table.
    """
    if not path.is_file():
        raise BadInput("is no file", path=path)
    return [_table(path, _KINDS.get(path.suffix.lower(), "csv"), Format(), sample_rows)]


def _table(path: Path, kind: str, form: Format, sample_rows: int) -> SniffedTable:
    with tempfile.TemporaryDirectory(prefix="huaxiang-") as scratch, duckdb.connect() as connection:
        spec = SourceSpec("sniffed", kind, str(path), "items", format=form)
        raw = source_kind(kind).open(path, spec, connection=connection, workspace=Path(scratch))
        if kind == "jsonl":
            keys = tuple(raw.columns)
            raw = source_kind(kind).open(
                path,
                SourceSpec("sniffed", kind, str(path), "items", format=form, keep=keys),
                connection=connection,
                workspace=Path(scratch),
            )
        cells = ", ".join(f"({raw.cell(c)[0]})::VARCHAR AS {identifier(c)}" for c in raw.columns)
        connection.execute(f"CREATE TABLE _rows AS SELECT {cells} FROM {raw.scan}")
        raw.close()
        n_rows = int(connection.execute("SELECT count(*) FROM _rows").fetchall()[0][0])
        first = _arrow(connection, f"SELECT * FROM _rows LIMIT {FIRST_ROWS}")
        step = max(1, -(-n_rows // max(1, sample_rows)))
        sample = _arrow(connection, f"SELECT * FROM _rows WHERE rowid % {step} = 0 ORDER BY rowid LIMIT {sample_rows}")
    return SniffedTable(path.stem, path, kind, {}, True, tuple(raw.columns), first, sample, n_rows, True)


def _arrow(connection: Any, sql: str) -> pa.Table:
    return connection.execute(sql).to_arrow_table()
