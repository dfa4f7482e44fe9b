"""Likes and follows among events of the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 180)
    return ratio(times(rows, chosen & is_in(rows, {"content_liked", "user_followed"})), times(rows, chosen))


FEATURE = Feature(
    name="like_rate",
    zh="点赞关注率",
    en="like rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天点赞、关注 ÷ 全部行为",
    meaning_en="likes and follows ÷ events of the last 180 days",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"content_liked", "user_followed"}),
    theme="social",
    high=Word("爱互动", "social"),
)
