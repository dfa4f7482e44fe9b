"""Share of paid orders of the last 180 days on a Saturday or Sunday."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, window_local

__all__ = ["FEATURE"]

EPOCH_WEEKDAY = 3
SATURDAY = 5


def _compute(people: People) -> Floats:
    orders = people.folds["order_days"]
    chosen = window_local(people, "order_days", 180)
    is_weekend = (orders.value + EPOCH_WEEKDAY) % 7 >= SATURDAY
    n_weekend = orders.per_person((chosen & is_weekend).astype(np.int64))
    return ratio(n_weekend, orders.per_person(chosen.astype(np.int64)))


FEATURE = Feature(
    name="weekend_order_share",
    zh="周末下单占比",
    en="weekend order share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天周六日订单 ÷ 已支付订单(本地日)",
    meaning_en="orders on a local Saturday or Sunday ÷ paid orders of the last 180 days",
    needs=("order_days",),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="hours",
    high=Word("周末购物", "weekend shoppers"),
    low=Word("工作日购物", "weekday shoppers"),
)
