"""Share of paid orders of the last 365 days that fell on promotion days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.calendar import on_promotion
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    orders = people.folds["order_days"]
    chosen = window_local(people, "order_days", 365)
    is_promotion = on_promotion(orders.value)
    n_promotion = orders.per_person((chosen & is_promotion).astype(np.int64))
    return ratio(n_promotion, orders.per_person(chosen.astype(np.int64)))


FEATURE = Feature(
    name="promotion_order_share",
    zh="大促下单占比",
    en="promotion order share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天落在大促日的订单 ÷ 支付订单(本地日,大促日历随软件提供)",
    meaning_en="orders on days of the shipped promotion calendar ÷ paid orders of the last 365 local days",
    needs=("order_days",),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="season",
    high=Word("大促才买", "buy in promotions"),
    low=Word("平日购买", "buy on plain days"),
)
