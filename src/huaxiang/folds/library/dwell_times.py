"""Events with a time on the page, by day."""

from __future__ import annotations

from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count("dwell_times", frozenset(), where=(Where("dwell_ms", "known"),))
