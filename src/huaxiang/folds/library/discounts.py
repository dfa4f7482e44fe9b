"""Amount taken off paid orders by day, in minor units."""

from __future__ import annotations

from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

_TAKEN_OFF = (Where("discount_minor", ">", 0),)

FOLD = Count("discounts", frozenset({"order_completed"}), value="discount_minor", where=_TAKEN_OFF)
