"""Each value that a trait was given for the first time only, as last stated."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("trait_onces", frozenset({"trait_set_once"}), value="value", key=("property", "value"))
