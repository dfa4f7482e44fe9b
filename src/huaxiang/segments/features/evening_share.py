"""Share of events between 18 and 23 h local time in the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]

EVENING_HOURS = frozenset({"18", "19", "20", "21", "22"})


def _compute(people: People) -> Floats:
    rows = people.folds["hours"]
    chosen = window(people, "hours", 180)
    return ratio(times(rows, chosen & is_in(rows, EVENING_HOURS)), times(rows, chosen))


FEATURE = Feature(
    name="evening_share",
    zh="晚间活跃占比",
    en="evening share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天本地18:00–23:00的事件 ÷ 全部事件",
    meaning_en="events from 18:00 to 23:00 local time ÷ events, last 180 days",
    needs=("hours",),
    compute=_compute,
    theme="hours",
    high=Word("晚间活跃", "evening-active"),
    low=Word("白天活跃", "daytime-active"),
)
