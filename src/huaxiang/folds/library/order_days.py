"""Local day of each paid order."""

from __future__ import annotations

from huaxiang.folds.base import Days

__all__ = ["FOLD"]

FOLD = Days("order_days", frozenset({"order_completed"}), key=("order_id",))
