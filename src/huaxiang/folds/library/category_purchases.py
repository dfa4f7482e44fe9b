"""Bought lines by category path and day."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("category_purchases", BUYS, key=("l1", "l2", "l3"))
