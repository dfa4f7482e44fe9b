"""Last local day of a touch of each category path."""

from __future__ import annotations

from huaxiang.domain.events import TOUCHES
from huaxiang.folds.base import Days

__all__ = ["FOLD"]

FOLD = Days("category_days", TOUCHES, key=("l1", "l2", "l3"))
