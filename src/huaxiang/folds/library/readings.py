"""Strength of text readings by interest, stance, owner and day."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("readings", frozenset({"interest_read"}), key=("interest", "stance", "owner"), value="strength")
