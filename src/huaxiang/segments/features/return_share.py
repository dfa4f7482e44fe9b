"""Share of paid orders of the last 180 days that were refunded."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    orders = people.folds["order_days"]
    refunds = people.folds["refund_days"]
    chosen = window_local(people, "order_days", 180)
    n_returned = orders.per_person((chosen & orders.among(refunds)).astype(np.int64))
    return ratio(n_returned, orders.per_person(chosen.astype(np.int64)))


FEATURE = Feature(
    name="return_share",
    zh="退货率",
    en="return share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天有退款的订单 ÷ 已支付订单",
    meaning_en="orders with a refund ÷ paid orders of the last 180 days",
    needs=("order_days", "refund_days"),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"order_refunded"}),
    theme="returns",
    high=Word("高退货", "many returns"),
)
