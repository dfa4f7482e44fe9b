"""The newest reading of each interest, stance and owner: the span that the tag points to."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("reading_last", frozenset({"interest_read"}), value="span", key=("interest", "stance", "owner"))
