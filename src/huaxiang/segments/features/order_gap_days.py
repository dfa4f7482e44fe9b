"""Mean days between days with an order."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import distinct_days, ratio, window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    orders = people.folds["order_days"]
    n_days, first, last = distinct_days(orders, window_local(people, "order_days", 365))
    return ratio(last - first, np.maximum(n_days - 1, 0))


FEATURE = Feature(
    name="order_gap_days",
    zh="平均购买间隔",
    en="days between orders",
    unit="days",
    range=(0.0, 365.0),
    meaning_zh="近365天相邻下单日的平均间隔;少于两个下单日为未知",
    meaning_en="mean gap of days with an order in the last 365; unknown under two such days",
    needs=("order_days",),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="frequency",
    high=Word("长周期", "long cycle"),
    low=Word("短周期", "short cycle"),
)
