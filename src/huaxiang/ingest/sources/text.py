"""Text files aligned with blanks: runs of blanks between cells, or columns at fixed places."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from huaxiang.ingest.encodings import check_text, transcoded
from huaxiang.ingest.mapping import Format, SourceSpec
from huaxiang.ingest.prepared import PreparedFile, prepare
from huaxiang.ingest.sources.base import Example, require_columns
from huaxiang.ingest.text_tables import find_table, table_rows
from huaxiang.ingest.unpacking import unpacked

__all__ = ["example", "open"]


def open(path: Path, spec: SourceSpec, *, connection: Any, workspace: Path) -> PreparedFile:  # noqa: A001, ARG001
    """The text file, read whole; raises BadInput as `SourceKind.open` says."""
    file = transcoded(unpacked(path, workspace), spec.format.encoding, workspace, named=path)
    check_text(path, file)
    wanted = frozenset(spec.raw_columns())
    table = find_table(path, file, spec.format, kind="text", wanted=wanted)
    require_columns(path, spec, dict.fromkeys(table.columns, ""), required=wanted)
    rows = table_rows(file, table)
    return prepare(path, table.columns, rows, nulls=spec.format.nulls, workspace=workspace, form=table.format())


def example(folder: Path) -> Example:
    """Five events without header, and a line that breaks off."""
    path = folder / "events.txt"
    rows = [
        " m1 product_viewed  2025-11-11T20:00:00  1001     0.00",
        " m2 product_added   2025-11-11T20:01:00  1001    19.90",
        " m3 product_added",
        " m4 order_placed    2025-11-11T20:05:00  1002 1,234.50",
        " m5 page_viewed     2025-11-11T20:06:00  1003     0.00",
        " m6 page_viewed     2025-11-11T20:06:00  1003     0.00",
    ]
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    spec = SourceSpec(
        "text_example",
        "text",
        path.name,
        "events",
        format=Format(delimiter=" ", header=False, columns=("id", "event", "time", "member", "price")),
        map={"message_id": "id", "name": "event", "occurred_at": "time", "amount_minor": "price"},
        person={"member_no": ("member",)},
    )
    return Example(spec, path, 5, (3,))
