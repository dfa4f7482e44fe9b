"""Searches among searches and views of the last 90 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import share_beside

__all__ = ["FEATURE"]

EVENTS = frozenset({"products_searched"})

FEATURE = Feature(
    name="search_share",
    zh="搜索占比",
    en="search share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天搜索 ÷ (搜索 + 浏览)",
    meaning_en="searches ÷ (searches + views), last 90 days",
    needs=("actions",),
    compute=partial(share_beside, part=EVENTS, other={"product_viewed"}, days=90),
    events=EVENTS,
    theme="search",
    high=Word("目标明确", "search with a goal"),
    low=Word("随便逛", "stroll"),
)
