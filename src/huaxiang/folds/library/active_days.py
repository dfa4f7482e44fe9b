"""Local days with behaviour."""

from __future__ import annotations

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.folds.base import Days, Where

__all__ = ["FOLD"]

FOLD = Days("active_days", frozenset(), key=("local_day",), where=(Where("name", "not in", ADMINISTRATIVE),))
