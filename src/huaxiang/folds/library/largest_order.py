"""Greatest amount of a paid order by day, in minor units."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("largest_order", frozenset({"order_completed"}), value="amount_minor", how="max")
