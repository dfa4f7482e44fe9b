"""Comments among events of the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

EVENTS = frozenset({"content_commented", "product_reviewed", "question_asked"})

FEATURE = Feature(
    name="comment_rate",
    zh="评论率",
    en="comment rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天评论、评价、提问 ÷ 全部行为",
    meaning_en="comments, reviews and questions ÷ events of the last 180 days",
    needs=("actions",),
    compute=partial(key_share, fold="actions", keys=EVENTS, days=180),
    events=EVENTS,
    theme="social",
    high=Word("爱评论", "commenters"),
)
