"""Favourites among views and favourites of the last 90 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 90)
    part = times(rows, chosen & is_in(rows, {"product_favourited"}))
    return ratio(part, part + times(rows, chosen & is_in(rows, {"product_viewed"})))


FEATURE = Feature(
    name="favourite_share",
    zh="收藏占比",
    en="favourite share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天收藏 ÷ (收藏 + 浏览)",
    meaning_en="favourites ÷ (favourites + views), last 90 days",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"product_favourited"}),
    theme="favourites",
    high=Word("爱收藏", "collect"),
)
