"""Local day on which each order was cancelled."""

from __future__ import annotations

from huaxiang.folds.base import Days

__all__ = ["FOLD"]

FOLD = Days("cancel_days", frozenset({"order_cancelled"}), key=("order_id",))
