"""Paid orders of the last 180 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    return times(people.folds["orders"], window(people, "orders", 180)).astype(np.float64)


FEATURE = Feature(
    name="orders_180d",
    zh="180天订单数",
    en="orders in 180 days",
    unit="orders",
    range=(0.0, FOREVER),
    meaning_zh="近180天已支付订单数(单)",
    meaning_en="paid orders in the last 180 days",
    needs=("orders",),
    compute=_compute,
    events=frozenset({"order_completed"}),
    theme="frequency",
    high=Word("高频下单", "frequent buyers"),
    low=Word("低频下单", "rare buyers"),
)
