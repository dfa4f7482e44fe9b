"""Paid amount of orders by day, in minor units."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("paid", frozenset({"order_completed"}), value="amount_minor")
