"""Days since the first behaviour."""

from __future__ import annotations

import numpy as np

from huaxiang.domain.instants import DAY_US
from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import latest_day

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    first = latest_day(people.folds["first_seen"])
    return np.where(first >= 0, (people.as_of - first) // DAY_US, np.nan)


FEATURE = Feature(
    name="tenure_days",
    zh="关系天数",
    en="days since first seen",
    unit="days",
    range=(0.0, FOREVER),
    meaning_zh="距第一次行为的整天数",
    meaning_en="whole days since the first event",
    needs=("first_seen",),
    compute=_compute,
    theme="tenure",
    high=Word("老客", "long-standing"),
    low=Word("新客", "newcomers"),
)
