"""Local days with an event in the last 30."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["active_days"]
    return rows.per_person(window_local(people, "active_days", 30).astype(np.int64)).astype(np.float64)


FEATURE = Feature(
    name="active_days_30d",
    zh="30天活跃天数",
    en="active days in 30",
    unit="days",
    range=(0.0, 30.0),
    meaning_zh="近30天有行为的本地日数",
    meaning_en="local days with an event in the last 30",
    needs=("active_days",),
    compute=_compute,
    theme="activity",
    high=Word("高活跃", "highly active"),
    low=Word("低活跃", "little active"),
)
