"""Events on an active day, mean of the last 364 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats
from huaxiang.segments.tallies import ratio, times, window, window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    days, chosen = people.folds["active_days"], window_local(people, "active_days", 364)
    n_events = times(people.folds["actions"], window(people, "actions", 364))
    return ratio(n_events, days.per_person(chosen.astype(np.int64)))


FEATURE = Feature(
    name="events_per_active_day",
    zh="活跃日均行为数",
    en="events per active day",
    unit="events",
    range=(0.0, FOREVER),
    meaning_zh="近364天行为数 ÷ 活跃天数",
    meaning_en="events ÷ active days, last 364 days",
    needs=("actions", "active_days"),
    compute=_compute,
    theme="depth",
    is_fine=True,
)
