"""Share of the last 30 days in the events of the last 90."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["hours"]
    return ratio(times(rows, window(people, "hours", 30)), times(rows, window(people, "hours", 90)))


FEATURE = Feature(
    name="activity_trend",
    zh="活跃走势",
    en="activity trend",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天事件 ÷ 近90天事件;平稳约为三分之一",
    meaning_en="events of the last 30 days ÷ those of the last 90; a third when steady",
    needs=("hours",),
    compute=_compute,
    theme="trend",
    high=Word("活跃上升", "warming up"),
    low=Word("活跃下降", "cooling down"),
)
