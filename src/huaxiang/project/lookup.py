"""Rows of the lake and of the accepted log by id: what evidence points to."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pyarrow.dataset as ds

from huaxiang.engines.lake import Lake
from huaxiang.logs.base import Log

__all__ = ["log_events", "rows_by"]


def rows_by(
    lake: Lake, table: str, column: str, values: Collection[str], *, columns: Iterable[str] | None = None
) -> list[dict[str, Any]]:
    """Rows of a table whose column is one of the values, in no particular order; empty when the table is."""
    files = lake.files(table)
    if not files or not values:
        return []
    data = ds.dataset([str(path) for path in files], format="parquet")
    chosen = None if columns is None else list(columns)
    rows: list[dict[str, Any]] = data.to_table(
        columns=chosen, filter=ds.field(column).isin(sorted(set(values)))
    ).to_pylist()
    return rows


def log_events(log: Log, ids: Collection[str], *, after: int) -> list[dict[str, Any]]:
    """Events of the accepted log after a position, as rows of table `events`, with the text they carry."""
    wanted = set(ids)
    found: list[dict[str, Any]] = []
    while wanted and (rows := log.read(after, limit=20_000)):
        for _, event in rows:
            if event.event_id in wanted:
                wanted.discard(event.event_id)
                row = {name: getattr(event, name) for name in _COLUMNS}
                found.append({**row, "text_id": None if event.text is None else event.event_id})
        after = rows[-1][0]
    return found


_COLUMNS = (
    *("event_id", "name", "occurred_at", "item_id", "order_id", "quantity", "amount_minor", "currency"),
    *("channel", "page", "text", "text_kind"),
)
