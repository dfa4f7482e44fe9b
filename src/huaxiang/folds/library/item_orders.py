"""Bought lines by item, order and day."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("item_orders", BUYS, key=("item_id", "order_id"))
