"""Behaviour events by local hour of the day and UTC day."""

from __future__ import annotations

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count("hours", frozenset(), key=("local_hour",), where=(Where("name", "not in", ADMINISTRATIVE),))
