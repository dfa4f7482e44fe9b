"""Pieces of paid order lines by category path and day."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count(
    "leaf_pieces",
    BUYS,
    key=("l1", "l2", "l3"),
    value="quantity",
    where=(Where("quantity", ">", 0), Where("amount_minor", ">", 0)),
)
