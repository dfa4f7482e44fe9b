"""Bought lines by brand and day."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("brands", BUYS, key=("brand",))
