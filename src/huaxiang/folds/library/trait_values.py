"""Each value that was added to a trait, as last stated."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("trait_values", frozenset({"trait_appended"}), value="value", key=("property", "value"))
