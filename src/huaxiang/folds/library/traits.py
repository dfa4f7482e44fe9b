"""Each trait as last set; an empty text takes it back."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("traits", frozenset({"trait_set"}), value="value", key=("property",))
