"""Likes and follows among events of the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

EVENTS = frozenset({"content_liked", "user_followed"})

FEATURE = Feature(
    name="like_rate",
    zh="点赞关注率",
    en="like rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天点赞、关注 ÷ 全部行为",
    meaning_en="likes and follows ÷ events of the last 180 days",
    needs=("actions",),
    compute=partial(key_share, fold="actions", keys=EVENTS, days=180),
    events=EVENTS,
    theme="social",
    high=Word("爱互动", "social"),
)
