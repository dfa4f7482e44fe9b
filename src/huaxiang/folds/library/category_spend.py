"""Paid amount of order lines by first-level category and day, in minor units."""

from __future__ import annotations

from huaxiang.domain.events import BUYS
from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("category_spend", BUYS, key=("l1",), value="amount_minor")
