"""A declared fold as an Ibis aggregate over fold events: the batch side."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis

from huaxiang.folds.base import Count, Days, Latest, Where

__all__ = ["aggregate"]

_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "==": lambda column, value: column == value,
    "!=": lambda column, value: column != value,
    ">=": lambda column, value: column >= value,
    ">": lambda column, value: column > value,
    "<=": lambda column, value: column <= value,
    "<": lambda column, value: column < value,
    "in": lambda column, value: column.isin(sorted(value)),
    "not in": lambda column, value: column.notin(sorted(value)),
    "known": lambda column, _: column.notnull(),
}


def aggregate(fold: Count | Latest | Days, events: Any) -> Any:
    """State rows of a fold over a table of fold events.

    Args:
        fold: The declared fold.
        events: Ibis table with the columns of `FOLD_SCHEMA`, holding nothing later than as_of.

    Returns:
        Ibis table with columns identity, key, bucket (int64), value (int64), text, event_id.
    """
    rows = _keyed(fold, events)
    if isinstance(fold, Count):
        return _count(fold, rows)
    return _days(rows) if isinstance(fold, Days) else _latest(fold, rows)


def _keyed(fold: Count | Latest | Days, events: Any) -> Any:
    rows = events
    if fold.events:
        rows = rows.filter(rows.name.isin(sorted(fold.events)))
    for where in fold.where:
        rows = rows.filter(_condition(rows, where))
    for column in fold.key:
        rows = rows.filter(rows[column].notnull())
    if not fold.key:
        return rows.mutate(key=ibis.literal(""))
    key = rows[fold.key[0]].cast("string")
    for column in fold.key[1:]:
        key = key.concat("|", rows[column].cast("string"))
    return rows.mutate(key=key)


def _condition(rows: Any, where: Where) -> Any:
    compare: Callable[[Any, Any], Any] = _COMPARE[where.operator]
    return compare(rows[where.column], where.value)


def _count(fold: Count, rows: Any) -> Any:
    bucket = rows.day if fold.is_by_day else ibis.literal(0, type="int64")
    rows = rows.mutate(bucket=bucket)
    if fold.value is None:
        value = rows.count()
    else:
        rows = rows.filter(rows[fold.value].notnull())
        value = getattr(rows[fold.value], fold.how)()
    return _shape(rows.group_by("identity", "key", "bucket").aggregate(value=value))


def _days(rows: Any) -> Any:
    return _shape(rows.group_by("identity", "key").aggregate(value=rows.local_day.max()), bucket=0)


def _latest(fold: Latest, rows: Any) -> Any:
    rows = rows.filter(rows[fold.value].notnull())
    rows = rows.select("identity", "key", "occurred_at", "event_id", text=rows[fold.value].cast("string"))
    newest = rows.group_by("identity", "key").aggregate(occurred_at=rows.occurred_at.max())
    rows = rows.semi_join(newest, ["identity", "key", "occurred_at"])
    last = rows.group_by("identity", "key", "occurred_at").aggregate(event_id=rows.event_id.max())
    rows = rows.semi_join(last, ["identity", "key", "occurred_at", "event_id"])
    rows = rows.group_by("identity", "key", "occurred_at", "event_id").aggregate(text=rows.text.max())
    return rows.select(
        "identity",
        "key",
        bucket=rows.occurred_at,
        value=ibis.literal(0, type="int64"),
        text=rows.text,
        event_id=rows.event_id,
    )


def _shape(rows: Any, *, bucket: int | None = None) -> Any:
    missing = ibis.null("string")
    return rows.select(
        "identity",
        "key",
        bucket=rows.bucket.cast("int64") if bucket is None else ibis.literal(bucket, type="int64"),
        value=rows.value.cast("int64"),
        text=missing,
        event_id=missing,
    )
