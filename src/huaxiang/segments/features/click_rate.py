"""Clicks for each view of the last 90 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]

CLICKS = frozenset({"element_clicked", "product_clicked"})


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 90)
    clicks = times(rows, chosen & is_in(rows, CLICKS))
    return ratio(clicks, clicks + times(rows, chosen & is_in(rows, {"product_viewed"})))


FEATURE = Feature(
    name="click_rate",
    zh="点击率",
    en="click rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天区域点击 ÷ (点击 + 浏览)",
    meaning_en="clicks on zones ÷ (clicks + views), last 90 days",
    needs=("actions",),
    compute=_compute,
    events=CLICKS,
    theme="clicks",
)
