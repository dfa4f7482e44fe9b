"""Bought lines by item and day."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("item_lines", BUYS, key=("item_id",))
