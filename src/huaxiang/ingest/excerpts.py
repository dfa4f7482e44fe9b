"""Parts of large files for a look at them: lines from all over a text, texts of typed columns, nested columns."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.ingest.sources.base import RawFile

__all__ = ["LARGE", "as_texts", "excerpt", "nested_columns"]

LARGE = 96 << 20
_HEAD, _PIECE, _PIECES = 8 << 20, 1 << 19, 64
_DEEPEST = 3
_LOOKED_AT = 2_000


def excerpt(file: Path, workspace: Path, *, larger_than: int = LARGE) -> Path | None:
    """The beginning of a large UTF-8 file and whole lines from places spread over the rest; None for a small one."""
    size = file.stat().st_size
    if size <= larger_than:
        return None
    head = min(_HEAD, larger_than // 2)
    piece = min(_PIECE, larger_than // (2 * _PIECES))
    with (
        tempfile.NamedTemporaryFile("wb", suffix=".excerpt", dir=workspace, delete=False) as out,
        file.open("rb") as raw,
    ):
        out.write(raw.read(head) + raw.readline())
        start = raw.tell()
        for number in range(_PIECES):
            raw.seek(start + (size - start) * number // _PIECES)
            raw.readline()
            out.write(raw.read(piece) + raw.readline())
    return Path(out.name)


def as_texts(rows: pa.Table) -> pa.Table:
    """Rows with every cell as text, as the engine would write it; structures become columns with dotted names."""
    while any(pa.types.is_struct(field.type) for field in rows.schema):
        rows = rows.flatten()
    return pa.table({name: _texts(rows.column(name)) for name in rows.column_names})


def _texts(column: pa.ChunkedArray) -> pa.ChunkedArray:
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    try:
        text = column.cast(pa.string())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        texts = [None if cell is None else _json(cell) for cell in column.to_pylist()]
        return pa.chunked_array([pa.array(texts, pa.string())])
    is_instant = pa.types.is_timestamp(kind)
    return pc.replace_substring_regex(text, r"(\.\d*?)0+$", r"\1") if is_instant and kind.unit != "s" else text


def _json(cell: object) -> str:
    return cell.hex() if isinstance(cell, bytes) else json.dumps(cell, ensure_ascii=False, default=str)


def nested_columns(raw: RawFile, connection: Any) -> tuple[str, ...]:
    """Columns of a file; of JSON objects within its rows the inner names, joined with dots."""
    if raw.row_text() != "_line":
        return tuple(raw.columns)
    rows = connection.execute(f"SELECT _line FROM {raw.scan} LIMIT {_LOOKED_AT}").fetchall()
    found: dict[str, None] = {}
    for (row,) in rows:
        _add_names(found, json.loads(row), "", 1)
    inner = {name.rpartition(".")[0] for name in found}
    return tuple(name for name in found if name not in inner)


def _add_names(found: dict[str, None], row: dict[str, Any], before: str, depth: int) -> None:
    for key, value in row.items():
        if isinstance(value, dict) and value and depth < _DEEPEST and "." not in key:
            _add_names(found, value, f"{before}{key}.", depth + 1)
        else:
            found[f"{before}{key}"] = None
