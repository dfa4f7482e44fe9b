"""Share of paid orders of the last 180 days with a coupon."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    orders = people.folds["order_days"]
    coupons = people.folds["coupon_days"]
    chosen = window_local(people, "order_days", 180)
    n_used = orders.per_person((chosen & orders.among(coupons)).astype(np.int64))
    return ratio(n_used, orders.per_person(chosen.astype(np.int64)))


FEATURE = Feature(
    name="coupon_density",
    zh="优惠券使用密度",
    en="coupon density",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天用券订单 ÷ 已支付订单",
    meaning_en="orders with a coupon ÷ paid orders of the last 180 days",
    needs=("order_days", "coupon_days"),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"coupon_applied"}),
    theme="coupons",
    high=Word("爱用券", "coupon lovers"),
    low=Word("少用券", "few coupons"),
)
