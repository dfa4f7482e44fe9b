"""Local day of each order's lines by first-level category."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Days

__all__ = ["FOLD"]

FOLD = Days("order_categories", BUYS, key=("order_id", "l1"))
