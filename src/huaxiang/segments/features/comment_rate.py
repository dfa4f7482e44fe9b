"""Comments among events of the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]

EVENTS = frozenset({"content_commented", "product_reviewed", "question_asked"})


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 180)
    return ratio(times(rows, chosen & is_in(rows, EVENTS)), times(rows, chosen))


FEATURE = Feature(
    name="comment_rate",
    zh="评论率",
    en="comment rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天评论、评价、提问 ÷ 全部行为",
    meaning_en="comments, reviews and questions ÷ events of the last 180 days",
    needs=("actions",),
    compute=_compute,
    events=EVENTS,
    theme="social",
    high=Word("爱评论", "commenters"),
)
