"""Local day of the coupon used on each order."""

from __future__ import annotations

from huaxiang.folds.base import Days

__all__ = ["FOLD"]

FOLD = Days("coupon_days", frozenset({"coupon_applied"}), key=("order_id",))
