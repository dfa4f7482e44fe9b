"""Behaviour events by kind of device and day."""

from __future__ import annotations

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.folds.base import Count, Where

__all__ = ["FOLD"]

FOLD = Count("devices", frozenset(), key=("device",), where=(Where("name", "not in", ADMINISTRATIVE),))
