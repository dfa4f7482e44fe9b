"""The last increment of each trait."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("trait_increments", frozenset({"trait_incremented"}), value="quantity", key=("property",))
