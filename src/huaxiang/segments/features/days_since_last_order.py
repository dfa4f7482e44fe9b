"""Days since the last paid order."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import latest_day

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    last = latest_day(people.folds["order_days"])
    return np.where(last >= 0, (people.local_day - last).astype(np.float64), np.nan)


FEATURE = Feature(
    name="days_since_last_order",
    zh="距末单天数",
    en="days since last order",
    unit="days",
    range=(0.0, FOREVER),
    meaning_zh="距最近一次支付的本地日数",
    meaning_en="local days since the last paid order",
    needs=("order_days",),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="recency",
    high=Word("久未下单", "long without an order"),
    low=Word("近期下单", "bought lately"),
)
