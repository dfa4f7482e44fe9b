"""Local day of the last refund of each order."""

from __future__ import annotations

from huaxiang.folds.base import Days

__all__ = ["FOLD"]

FOLD = Days("refund_days", frozenset({"order_refunded"}), key=("order_id",))
