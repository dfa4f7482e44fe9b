"""Searches in a month."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import is_in, times, window

__all__ = ["FEATURE"]

EVENTS = frozenset({"products_searched"})


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    return times(rows, window(people, "actions", 90) & is_in(rows, EVENTS)) / 3.0


FEATURE = Feature(
    name="searches_month",
    zh="月均搜索次数",
    en="searches a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天搜索次数 ÷ 3",
    meaning_en="searches of the last 90 days ÷ 3",
    needs=("actions",),
    compute=_compute,
    events=EVENTS,
    theme="search",
    high=Word("爱搜索", "frequent searchers"),
    low=Word("少搜索", "rare searchers"),
)
