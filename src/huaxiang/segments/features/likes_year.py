"""Likes in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import yearly

__all__ = ["FEATURE"]

EVENTS = frozenset({"content_liked"})

FEATURE = Feature(
    name="likes_year",
    zh="年点赞次数",
    en="likes a year",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近364天点赞的次数",
    meaning_en="likes in the last 364 days",
    needs=("actions",),
    compute=partial(yearly, names=EVENTS),
    events=EVENTS,
    theme="social",
    is_fine=True,
)
