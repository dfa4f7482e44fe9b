"""Different items for each paid order of the last 364 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    lines = times(people.folds["item_orders"], window(people, "item_orders", 364))
    return ratio(lines, times(people.folds["orders"], window(people, "orders", 364)))


FEATURE = Feature(
    name="lines_per_order",
    zh="单均品种数",
    en="items of an order",
    unit="pieces",
    range=(0.0, FOREVER),
    meaning_zh="近364天订单里的商品行数 ÷ 支付订单数",
    meaning_en="order lines ÷ paid orders, last 364 days",
    needs=("item_orders", "orders"),
    compute=_compute,
    columns=("item_id", "order_id"),
    events=frozenset({"order_line_recorded"}),
    theme="basket",
    is_fine=True,
)
