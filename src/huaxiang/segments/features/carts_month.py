"""Adds to cart in a month."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature, Word
from huaxiang.segments.formulas import monthly

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_added"})

FEATURE = Feature(
    name="carts_month",
    zh="月均加购次数",
    en="adds to cart a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天加购次数 ÷ 3",
    meaning_en="adds to cart of the last 90 days ÷ 3",
    needs=("actions",),
    compute=partial(monthly, names=EVENTS),
    events=EVENTS,
    theme="carts",
    high=Word("爱加购", "frequent carters"),
    low=Word("少加购", "rare carters"),
)
