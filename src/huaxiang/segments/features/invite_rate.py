"""Invitations among events of the last 365 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 365)
    return ratio(times(rows, chosen & is_in(rows, {"invite_sent", "invite_accepted"})), times(rows, chosen))


FEATURE = Feature(
    name="invite_rate",
    zh="邀请率",
    en="invite rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天发出和接受的邀请 ÷ 全部行为",
    meaning_en="invitations sent and accepted ÷ events of the last 365 days",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"invite_sent", "invite_accepted"}),
    theme="social",
    high=Word("爱邀请", "inviters"),
)
