"""Shares in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import yearly

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_shared"})

FEATURE = Feature(
    name="shares_year",
    zh="年分享次数",
    en="shares a year",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近364天分享的次数",
    meaning_en="shares in the last 364 days",
    needs=("actions",),
    compute=partial(yearly, names=EVENTS),
    events=EVENTS,
    theme="social",
    is_fine=True,
)
