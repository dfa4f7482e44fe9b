"""Product views in a month."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import is_in, times, window

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_viewed"})


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    return times(rows, window(people, "actions", 90) & is_in(rows, EVENTS)) / 3.0


FEATURE = Feature(
    name="views_month",
    zh="月均浏览次数",
    en="product views a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天浏览次数 ÷ 3",
    meaning_en="product views of the last 90 days ÷ 3",
    needs=("actions",),
    compute=_compute,
    events=EVENTS,
    theme="browsing",
    high=Word("高频浏览", "frequent viewers"),
    low=Word("少浏览", "rare viewers"),
)
