"""Reviews in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import yearly

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_reviewed"})

FEATURE = Feature(
    name="reviews_year",
    zh="年评价次数",
    en="reviews a year",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近364天评价的次数",
    meaning_en="reviews in the last 364 days",
    needs=("actions",),
    compute=partial(yearly, names=EVENTS),
    events=EVENTS,
    theme="social",
    is_fine=True,
)
