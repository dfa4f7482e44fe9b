"""Net sales per paid order of the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]

MINOR_UNITS = 100


def _compute(people: People) -> Floats:
    paid = times(people.folds["paid"], window(people, "paid", 180))
    refunded = times(people.folds["refunded"], window(people, "refunded", 180))
    n_orders = times(people.folds["orders"], window(people, "orders", 180))
    return ratio(paid - refunded, n_orders * MINOR_UNITS)


FEATURE = Feature(
    name="average_order_value",
    zh="笔单价",
    en="net spend per order",
    unit="yuan",
    range=(-FOREVER, FOREVER),
    meaning_zh="近180天净销售额 ÷ 已支付订单数(元)",
    meaning_en="net spend per paid order of the last 180 days",
    needs=("orders", "paid", "refunded"),
    compute=_compute,
    columns=("amount_minor",),
    events=frozenset({"order_completed"}),
    theme="order value",
    high=Word("大额单", "large orders"),
    low=Word("小额单", "small orders"),
)
