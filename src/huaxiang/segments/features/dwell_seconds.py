"""Mean time on a page in the last 90 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    total = times(people.folds["dwell"], window(people, "dwell", 90))
    n_pages = times(people.folds["dwell_times"], window(people, "dwell_times", 90))
    return ratio(total, n_pages * 1000)


FEATURE = Feature(
    name="dwell_seconds",
    zh="平均停留时长",
    en="dwell per page",
    unit="seconds",
    range=(0.0, FOREVER),
    meaning_zh="近90天页面停留总秒数 ÷ 有停留记录的事件",
    meaning_en="seconds on pages ÷ events with a dwell time, last 90 days",
    needs=("dwell", "dwell_times"),
    compute=_compute,
    columns=("dwell_ms",),
    theme="depth",
    high=Word("久停留", "dwell long"),
    low=Word("快速浏览", "browse quickly"),
)
