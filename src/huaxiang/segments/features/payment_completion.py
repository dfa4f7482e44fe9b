"""Share of placed orders that were paid in the last 180 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 180)
    whole = times(rows, chosen & is_in(rows, {"order_placed"}))
    return ratio(np.minimum(times(rows, chosen & is_in(rows, {"order_completed"})), whole), whole)


FEATURE = Feature(
    name="payment_completion",
    zh="支付完成率",
    en="payment completion",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天支付订单 ÷ 提交订单(至多为1)",
    meaning_en="paid orders ÷ placed orders of the last 180 days, at most 1",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"order_placed"}),
    theme="checkout",
    high=Word("下单必付", "pay at once"),
    low=Word("下单常不付", "leave orders unpaid"),
)
