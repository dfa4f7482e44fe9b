"""Paid amount of order lines with a number of pieces by category path and day, in minor units."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count(
    "leaf_spend",
    BUYS,
    key=("l1", "l2", "l3"),
    value="amount_minor",
    where=(Where("quantity", ">", 0), Where("amount_minor", ">", 0)),
)
