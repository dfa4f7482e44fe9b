"""Views, carts, favourites and bought lines by category path and day."""

from __future__ import annotations

from huaxiang.domain.events import TOUCHES
from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("category_touches", TOUCHES, key=("l1", "l2", "l3"))
