"""Fold events for the tests of this folder."""

from __future__ import annotations

from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent, fold_event
from huaxiang.domain.instants import HOUR_US, Zone
from huaxiang.folds.aggregate import aggregate
from huaxiang.folds.base import Count, Days, Latest
from huaxiang.folds.vectors import EventColumns, fold_rows

ZONE = Zone("Asia/Shanghai")
START = 20_000 * 24 * HOUR_US


def event(name: str, hours: float, event_id: str = "", **columns: Any) -> FoldEvent:
    """An event so many hours after the start, of member 1 unless said otherwise."""
    at = START + round(hours * HOUR_US)
    columns.setdefault("identity", "member_no:1")
    return fold_event(local=ZONE, occurred_at=at, event_id=event_id or f"{name}-{hours}", name=name, **columns)


def batch_rows(fold: Count | Latest | Days, *events: FoldEvent) -> set[tuple[Any, ...]]:
    """(identity, key, bucket, value, text, event id) of each row, equal of aggregate and kernel."""
    columns = {name: [getattr(each, name) for each in events] for name in FOLD_SCHEMA.names}
    table = pa.table(columns, schema=FOLD_SCHEMA)
    rows = aggregate(fold, ibis.memtable(table)).to_pyarrow().to_pylist()
    found = {tuple(row[name] for name in ("identity", "key", "bucket", "value", "text", "event_id")) for row in rows}
    assert vector_rows(fold, table) == sorted(found, key=lambda row: row[:3])
    return found


def vector_rows(fold: Count | Latest | Days, table: pa.Table) -> list[tuple[Any, ...]]:
    """The same of the kernel, in its order."""
    owners = sorted(set(table["identity"].to_pylist()))
    owner = np.array([owners.index(each) for each in table["identity"].to_pylist()], dtype=np.int64)
    rows = fold_rows(fold, EventColumns(table, owner, len(owners)))
    columns = (rows.keys, rows.bucket.tolist(), rows.value.tolist(), rows.text, rows.event_id)
    return [(owners[at], *cells) for at, *cells in zip(rows.person.tolist(), *columns, strict=True)]
