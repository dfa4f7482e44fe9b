"""Paid orders for each active day of the last 364."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats
from huaxiang.segments.tallies import ratio, times, window, window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    days, chosen = people.folds["active_days"], window_local(people, "active_days", 364)
    n_orders = times(people.folds["orders"], window(people, "orders", 364))
    return ratio(n_orders, days.per_person(chosen.astype(np.int64)))


FEATURE = Feature(
    name="orders_per_active_day",
    zh="活跃日下单数",
    en="orders per active day",
    unit="ratio",
    range=(0.0, FOREVER),
    meaning_zh="近364天支付订单数 ÷ 活跃天数",
    meaning_en="paid orders ÷ active days, last 364 days",
    needs=("orders", "active_days"),
    compute=_compute,
    events=frozenset({"order_completed"}),
    theme="conversion",
    is_fine=True,
)
