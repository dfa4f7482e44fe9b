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
    # by days, not by instants: what moves at any other time than midnight would need a timer of its own
    return np.where(first >= 0, people.day - first // DAY_US, np.nan)


FEATURE = Feature(
    name="tenure_days",
    zh="关系天数",
    en="days since first seen",
    unit="days",
    range=(0.0, FOREVER),
    meaning_zh="距第一次行为那天的天数",
    meaning_en="days since the day of the first event",
    needs=("first_seen",),
    compute=_compute,
    theme="tenure",
    high=Word("老客", "long-standing"),
    low=Word("新客", "newcomers"),
)
