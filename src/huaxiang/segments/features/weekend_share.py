"""Share of active days of a year that are Saturdays and Sundays."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats
from huaxiang.segments.tallies import ratio, window_local

__all__ = ["FEATURE"]

_SATURDAY = 5


def _compute(people: People) -> Floats:
    rows, chosen = people.folds["active_days"], window_local(people, "active_days", 364)
    # day 0 of 1970 was a Thursday
    is_weekend = (rows.value + 3) % 7 >= _SATURDAY
    n_weekend = rows.per_person((chosen & is_weekend).astype(np.int64))
    return ratio(n_weekend, rows.per_person(chosen.astype(np.int64)))


FEATURE = Feature(
    name="weekend_share",
    zh="周末活跃占比",
    en="weekend share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近364个本地日里周六、周日的活跃天数 ÷ 活跃天数",
    meaning_en="active Saturdays and Sundays ÷ active days, last 364 local days",
    needs=("active_days",),
    compute=_compute,
    theme="weekend",
    is_fine=True,
)
