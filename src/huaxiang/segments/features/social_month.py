"""Social actions in a month: shares, likes, comments, follows, invites."""

from __future__ import annotations

from huaxiang.domain.events import SOCIAL
from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import is_in, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    return times(rows, window(people, "actions", 90) & is_in(rows, SOCIAL)) / 3.0


FEATURE = Feature(
    name="social_month",
    zh="月均社交互动次数",
    en="social actions a month",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近90天分享、点赞、评论、关注、邀请次数 ÷ 3",
    meaning_en="shares, likes, comments, follows and invites of the last 90 days ÷ 3",
    needs=("actions",),
    compute=_compute,
    events=SOCIAL,
    theme="social",
    high=Word("爱分享互动", "social"),
)
