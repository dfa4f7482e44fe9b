"""Instant of the earliest behaviour."""

from __future__ import annotations

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count(
    "first_seen",
    frozenset(),
    value="occurred_at",
    how="min",
    is_by_day=False,
    where=(Where("name", "not in", ADMINISTRATIVE),),
)
