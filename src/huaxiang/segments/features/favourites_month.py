"""Favourites in a month."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import is_in, times, window

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_favourited"})


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    return times(rows, window(people, "actions", 90) & is_in(rows, EVENTS)) / 3.0


FEATURE = Feature(
    name="favourites_month",
    zh="月均收藏次数",
    en="favourites a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天收藏次数 ÷ 3",
    meaning_en="favourites of the last 90 days ÷ 3",
    needs=("actions",),
    compute=_compute,
    events=EVENTS,
    theme="favourites",
    high=Word("爱收藏", "frequent savers"),
)
