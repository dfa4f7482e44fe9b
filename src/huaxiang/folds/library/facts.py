"""Each third-party fact as last observed."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("facts", frozenset({"fact_observed"}), value="value", key=("property",))
