"""Each trait as last stated."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("traits", frozenset({"trait_set"}), value="value", key=("property",))
