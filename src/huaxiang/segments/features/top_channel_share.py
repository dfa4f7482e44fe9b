"""Share of the most used channel among events of the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import grouped, largest, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["channels"]
    chosen = window(people, "channels", 180)
    person, count = grouped(rows, chosen)
    return ratio(largest(len(people), person, count), times(rows, chosen))


FEATURE = Feature(
    name="top_channel_share",
    zh="主渠道占比",
    en="dominant channel share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天最常用渠道的事件 ÷ 有渠道的事件",
    meaning_en="events in the most used channel ÷ events with a channel, last 180 days",
    needs=("channels",),
    compute=_compute,
    columns=("channel",),
    theme="channel",
    high=Word("单一渠道", "single channel"),
    low=Word("多渠道", "several channels"),
)
