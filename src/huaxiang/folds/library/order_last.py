"""The newest paid order: what facts about buying point to."""

from __future__ import annotations

from huaxiang.folds.base import Latest

__all__ = ["FOLD"]

FOLD = Latest("order_last", frozenset({"order_completed"}), value="order_id")
