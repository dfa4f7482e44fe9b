"""Product views in a month."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature, Word
from huaxiang.segments.formulas import monthly

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_viewed"})

FEATURE = Feature(
    name="views_month",
    zh="月均浏览次数",
    en="product views a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天浏览次数 ÷ 3",
    meaning_en="product views of the last 90 days ÷ 3",
    needs=("actions",),
    compute=partial(monthly, names=EVENTS),
    events=EVENTS,
    theme="browsing",
    high=Word("高频浏览", "frequent viewers"),
    low=Word("少浏览", "rare viewers"),
)
