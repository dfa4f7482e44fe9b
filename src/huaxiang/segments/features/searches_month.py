"""Searches in a month."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature, Word
from huaxiang.segments.formulas import monthly

__all__ = ["FEATURE"]

EVENTS = frozenset({"products_searched"})

FEATURE = Feature(
    name="searches_month",
    zh="月均搜索次数",
    en="searches a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天搜索次数 ÷ 3",
    meaning_en="searches of the last 90 days ÷ 3",
    needs=("actions",),
    compute=partial(monthly, names=EVENTS),
    events=EVENTS,
    theme="search",
    high=Word("爱搜索", "frequent searchers"),
    low=Word("少搜索", "rare searchers"),
)
