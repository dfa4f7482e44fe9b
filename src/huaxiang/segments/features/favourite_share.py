"""Favourites among views and favourites of the last 90 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import share_beside

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_favourited"})

FEATURE = Feature(
    name="favourite_share",
    zh="收藏占比",
    en="favourite share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天收藏 ÷ (收藏 + 浏览)",
    meaning_en="favourites ÷ (favourites + views), last 90 days",
    needs=("actions",),
    compute=partial(share_beside, part=EVENTS, other={"product_viewed"}, days=90),
    events=EVENTS,
    theme="favourites",
    high=Word("爱收藏", "collect"),
)
