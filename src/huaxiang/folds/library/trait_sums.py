"""What a trait was increased by, by UTC day."""

from __future__ import annotations

from huaxiang.folds.base import Count

__all__ = ["FOLD"]

FOLD = Count("trait_sums", frozenset({"trait_incremented"}), key=("property",), value="quantity")
