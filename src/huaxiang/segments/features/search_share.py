"""Searches among searches and views of the last 90 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 90)
    part = times(rows, chosen & is_in(rows, {"products_searched"}))
    return ratio(part, part + times(rows, chosen & is_in(rows, {"product_viewed"})))


FEATURE = Feature(
    name="search_share",
    zh="搜索占比",
    en="search share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天搜索 ÷ (搜索 + 浏览)",
    meaning_en="searches ÷ (searches + views), last 90 days",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"products_searched"}),
    theme="search",
    high=Word("目标明确", "search with a goal"),
    low=Word("随便逛", "stroll"),
)
