"""Share of one-event sessions in the last 30 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    found = [(each[0], each[1]) for each in people.replays["sessions"]]
    counts = np.array(found, dtype=np.int64).reshape(-1, 2)
    return ratio(counts[:, 1], counts[:, 0])


FEATURE = Feature(
    name="bounce_share",
    zh="跳失率",
    en="bounce share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天单事件会话 ÷ 会话",
    meaning_en="one-event sessions ÷ sessions, last 30 days",
    needs=("sessions",),
    compute=_compute,
    theme="depth",
    high=Word("即看即走", "leave at once"),
    low=Word("深度浏览", "browse deep"),
)
