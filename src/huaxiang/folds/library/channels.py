"""Behaviour events by channel and day."""

from __future__ import annotations

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count("channels", frozenset(), key=("channel",), where=(Where("name", "not in", ADMINISTRATIVE),))
