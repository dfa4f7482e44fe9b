"""Favourites in a month."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature, Word
from huaxiang.segments.formulas import monthly

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_favourited"})

FEATURE = Feature(
    name="favourites_month",
    zh="月均收藏次数",
    en="favourites a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天收藏次数 ÷ 3",
    meaning_en="favourites of the last 90 days ÷ 3",
    needs=("actions",),
    compute=partial(monthly, names=EVENTS),
    events=EVENTS,
    theme="favourites",
    high=Word("爱收藏", "frequent savers"),
)
