"""Share of the page on which most sessions of the last 30 days ended."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats
from huaxiang.segments.tallies import ratio

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    counts = np.array([(each[4], each[5]) for each in people.replays["sessions"]], dtype=np.int64).reshape(-1, 2)
    return ratio(counts[:, 0], counts[:, 1])


FEATURE = Feature(
    name="top_exit_page_share",
    zh="最常离开页占比",
    en="top exit page share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天最常离开的页面 ÷ 有页面的会话",
    meaning_en="sessions that ended on the most frequent last page ÷ sessions with a known last page, last 30 days",
    needs=("sessions",),
    compute=_compute,
    columns=("page",),
    theme="exit",
)
