"""Refunds in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import yearly

__all__ = ["FEATURE"]

EVENTS = frozenset({"order_refunded"})

FEATURE = Feature(
    name="refunds_year",
    zh="年退款次数",
    en="refunds a year",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近364天退款的次数",
    meaning_en="refunds in the last 364 days",
    needs=("actions",),
    compute=partial(yearly, names=EVENTS),
    events=EVENTS,
    theme="returns",
    is_fine=True,
)
