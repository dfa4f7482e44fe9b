"""The newest touch of each category path: what an interest from behaviour points to."""

from __future__ import annotations

from huaxiang.domain.events import TOUCHES
from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("category_last", TOUCHES, value="name", key=("l1", "l2", "l3"))
