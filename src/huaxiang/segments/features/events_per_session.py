"""Events in a session of the last 30 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import ratio

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    found = [(each[0], each[2]) for each in people.replays["sessions"]]
    counts = np.array(found, dtype=np.int64).reshape(-1, 2)
    return ratio(counts[:, 1], counts[:, 0])


FEATURE = Feature(
    name="events_per_session",
    zh="会话深度",
    en="events per session",
    unit="events",
    range=(1.0, FOREVER),
    meaning_zh="近30天事件 ÷ 会话",
    meaning_en="events ÷ sessions, last 30 days",
    needs=("sessions",),
    compute=_compute,
    theme="depth",
    high=Word("深度浏览", "browse deep"),
    low=Word("浅度浏览", "browse lightly"),
)
