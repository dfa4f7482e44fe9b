"""Paid orders for each add to cart in the last 90 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 90)
    whole = times(rows, chosen & is_in(rows, {"product_added"}))
    return ratio(np.minimum(times(rows, chosen & is_in(rows, {"order_completed"})), whole), whole)


FEATURE = Feature(
    name="cart_conversion",
    zh="加购成交率",
    en="cart conversion",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天支付订单 ÷ 加购次数(至多为1)",
    meaning_en="paid orders ÷ adds to cart of the last 90 days, at most 1",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"product_added"}),
    theme="checkout",
    high=Word("加购就买", "cart means buy"),
    low=Word("加购不买", "cart, rarely buy"),
)
