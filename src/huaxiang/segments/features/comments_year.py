"""Comments and questions in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import yearly

__all__ = ["FEATURE"]

EVENTS = frozenset({"content_commented", "question_asked"})

FEATURE = Feature(
    name="comments_year",
    zh="年评论次数",
    en="comments a year",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近364天评论和提问的次数",
    meaning_en="comments and questions in the last 364 days",
    needs=("actions",),
    compute=partial(yearly, names=EVENTS),
    events=EVENTS,
    theme="social",
    is_fine=True,
)
