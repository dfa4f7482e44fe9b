"""Sessions of the last 30 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    return np.array([float(each[0]) for each in people.replays["sessions"]], dtype=np.float64)


FEATURE = Feature(
    name="sessions_30d",
    zh="30天会话数",
    en="sessions in 30 days",
    unit="sessions",
    range=(0.0, FOREVER),
    meaning_zh="近30天会话数,静默30分钟后另起一次",
    meaning_en="sessions of the last 30 days, ended by 30 minutes of silence",
    needs=("sessions",),
    compute=_compute,
    theme="activity",
    high=Word("常来访", "frequent visitors"),
    low=Word("少来访", "rare visitors"),
)
