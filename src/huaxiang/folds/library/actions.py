"""Behaviour events by name and day."""

from __future__ import annotations

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count("actions", frozenset(), key=("name",), where=(Where("name", "not in", ADMINISTRATIVE),))
