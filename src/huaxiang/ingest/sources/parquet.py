"""Parquet files: columns with their types; nested columns by dotted names."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.expressions import identifier, literal
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.sources.base import Example, Reject, nulls_patch, require_columns
from huaxiang.ingest.unpacking import outer_file, unpacked

__all__ = ["example", "open"]


class _ParquetFile:
    def __init__(self, path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> None:
        self.path, self._spec = path, spec
        self.scan = f"read_parquet({literal(str(unpacked(path, workspace)))})"
        self.columns = _types(path, self.scan, connection)
        self.format: dict[str, Any] = {}

    def cell(self, column: str) -> tuple[str, str]:
        first, _, rest = column.partition(".")
        if column in self.columns:
            raw, type_name = identifier(column), self.columns[column]
        else:
            raw, type_name = identifier(first), "VARCHAR"
            if self.columns[first] in ("VARCHAR", "JSON"):
                path = "$" + "".join(f'."{part}"' for part in rest.split("."))
                raw = f"(CASE WHEN json_valid({raw}) THEN json_extract_string({raw}, {literal(path)}) END)"
            else:
                raw += "".join(f"[{literal(part)}]" for part in rest.split("."))
        if type_name.startswith(("TIMESTAMP", "DATE")):
            return raw, type_name
        raw = raw if type_name == "VARCHAR" else f"({raw})::VARCHAR"
        for null in self._spec.format.nulls:
            raw = f"nullif({raw}, {literal(null)})"
        return raw, "VARCHAR"

    def row_text(self) -> str:
        cells = ", ".join(f"coalesce({identifier(c)}::VARCHAR, chr(30))" for c in self.columns)
        return f"concat_ws(chr(31), {cells})"

    def rest(self, *, without: frozenset[str], keep: tuple[str, ...] | None) -> str:
        chosen = [c for c in self.columns if (c not in without if keep is None else c in keep)]
        if not chosen:
            return "'{}'"
        pairs = ", ".join(f"{literal(c)}, {identifier(c)}" for c in chosen)
        return f"json_merge_patch(json_object({pairs}), {literal(nulls_patch(without, self.columns))})::VARCHAR"

    def close(self) -> None:
        return

    def must_repeat(self) -> bool:
        return False

    def line(self, row: int) -> int:
        return row + 1

    def rejects(self) -> list[Reject]:
        return []


def _types(path: Path, scan: str, connection: Any) -> dict[str, str]:
    if outer_file(path)[0].stat().st_size == 0:
        raise BadInput("is empty", path=path)
    try:
        rows = connection.execute(f"DESCRIBE SELECT * FROM {scan}").fetchall()
    except duckdb.Error as error:
        raise BadInput("is not a Parquet file", path=path) from error
    return {str(row[0]): str(row[1]) for row in rows}


def open(path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> _ParquetFile:  # noqa: A001
    """The Parquet file, after reading its schema; raises BadInput as `SourceKind.open` says."""
    file = _ParquetFile(path, spec, connection=connection, workspace=workspace)
    require_columns(path, spec, file.columns, required=frozenset(spec.raw_columns()))
    for column in spec.raw_columns():
        try:
            connection.execute(f"DESCRIBE SELECT {file.cell(column)[0]} FROM {file.scan}")
        except duckdb.BinderException as error:
            raise BadInput(f"has no column {column!r}, which source {spec.name!r} maps", path=path) from error
    return file


def example(folder: Path) -> Example:
    """Four events with typed columns and a nested one."""
    path = folder / "events.parquet"
    rows = pa.table(
        {
            "id": ["m1", "m2", "m3", "m4"],
            "event": ["product_viewed", "product_added", "order_placed", "page_viewed"],
            "time": [datetime(2025, 11, 11, 20, minute) for minute in range(4)],  # noqa: DTZ001
            "user": [{"member": "1001"}, {"member": "1001"}, {"member": "1002"}, {"member": None}],
            "price": [None, 19.9, 1234.5, None],
        }
    )
    pq.write_table(rows, path)
    spec = SourceSpec(
        "parquet_example",
        "parquet",
        path.name,
        "events",
        map={"message_id": "id", "name": "event", "occurred_at": "time", "amount_minor": "price"},
        person={"member_no": ("user.member",)},
    )
    return Example(spec, path, 4, ())
