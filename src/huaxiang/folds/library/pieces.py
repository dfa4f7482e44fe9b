"""Pieces of bought lines by day."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count("pieces", BUYS, value="quantity", where=(Where("quantity", ">=", 0),))
