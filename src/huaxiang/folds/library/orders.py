"""Paid orders by day."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("orders", frozenset({"order_completed"}))
