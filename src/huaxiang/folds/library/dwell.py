"""Time on pages by day, in milliseconds."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("dwell", frozenset(), value="dwell_ms")
