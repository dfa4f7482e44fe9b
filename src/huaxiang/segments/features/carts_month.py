"""Adds to cart in a month."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import is_in, times, window

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_added"})


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    return times(rows, window(people, "actions", 90) & is_in(rows, EVENTS)) / 3.0


FEATURE = Feature(
    name="carts_month",
    zh="月均加购次数",
    en="adds to cart a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天加购次数 ÷ 3",
    meaning_en="adds to cart of the last 90 days ÷ 3",
    needs=("actions",),
    compute=_compute,
    events=EVENTS,
    theme="carts",
    high=Word("爱加购", "frequent carters"),
    low=Word("少加购", "rare carters"),
)
