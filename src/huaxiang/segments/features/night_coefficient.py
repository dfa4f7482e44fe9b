"""Share of events between 23 and 5 h local time in the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]

NIGHT_HOURS = frozenset({"23", "0", "1", "2", "3", "4"})


def _compute(people: People) -> Floats:
    rows = people.folds["hours"]
    chosen = window(people, "hours", 180)
    return ratio(times(rows, chosen & is_in(rows, NIGHT_HOURS)), times(rows, chosen))


FEATURE = Feature(
    name="night_coefficient",
    zh="夜间活跃系数",
    en="night coefficient",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天本地23:00–05:00的事件 ÷ 全部事件",
    meaning_en="events from 23:00 to 05:00 local time ÷ events, last 180 days",
    needs=("hours",),
    compute=_compute,
    theme="hours",
    high=Word("夜间活跃", "night-active"),
)
