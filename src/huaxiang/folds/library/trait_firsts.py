"""The instant at which each value that a trait was given for the first time only was first stated."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count(
    "trait_firsts",
    frozenset({"trait_set_once"}),
    key=("property", "value"),
    value="occurred_at",
    how="min",
    is_by_day=False,
)
