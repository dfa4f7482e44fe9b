"""The last instant at which everything said of the traits was taken back."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("trait_clears", frozenset({"traits_cleared"}), value="name")
