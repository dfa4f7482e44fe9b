"""Whether unrefunded orders fall on two days or more of the last 180."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import distinct_days, window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    orders = people.folds["order_days"]
    refunds = people.folds["refund_days"]
    chosen = window_local(people, "order_days", 180)
    n_days, _, _ = distinct_days(orders, chosen & ~orders.among(refunds))
    is_buyer = orders.per_person(chosen.astype(np.int64)) > 0
    return np.where(is_buyer, (n_days >= 2).astype(np.float64), np.nan)


FEATURE = Feature(
    name="repurchase_180d",
    zh="是否复购",
    en="repurchased",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天在两个及以上不同日有未退款订单记1,否则0;无订单为未知",
    meaning_en="1 when unrefunded orders of the last 180 days fall on two days or more, else 0; unknown without one",
    needs=("order_days", "refund_days"),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="repurchase",
    high=Word("高复购", "repeat buyers"),
    low=Word("首购", "one-time buyers"),
)
