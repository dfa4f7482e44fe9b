"""Days since the last behaviour."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import latest_day

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    last = latest_day(people.folds["active_days"])
    return np.where(last >= 0, (people.local_day - last).astype(np.float64), np.nan)


FEATURE = Feature(
    name="days_since_last_seen",
    zh="距末次来访天数",
    en="days since last seen",
    unit="days",
    range=(0.0, FOREVER),
    meaning_zh="距最近一次行为的本地日数",
    meaning_en="local days since the last event",
    needs=("active_days",),
    compute=_compute,
    theme="recency",
    high=Word("沉睡", "dormant"),
    low=Word("近期活跃", "active lately"),
)
