"""Best confidence of text readings by interest, stance, owner and day."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count(
    "reading_confidence",
    frozenset({"interest_read"}),
    key=("interest", "stance", "owner"),
    value="confidence_milli",
    how="max",
)
