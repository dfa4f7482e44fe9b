"""Refunded amount by day, in minor units."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("refunded", frozenset({"order_refunded"}), value="amount_minor")
