"""Pieces of each bought item in the last 364 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    pieces = times(people.folds["pieces"], window(people, "pieces", 364))
    return ratio(pieces, times(people.folds["item_orders"], window(people, "item_orders", 364)))


FEATURE = Feature(
    name="pieces_per_line",
    zh="单品件数",
    en="pieces of an item",
    unit="pieces",
    range=(0.0, FOREVER),
    meaning_zh="近364天购买件数 ÷ 订单里的商品行数",
    meaning_en="pieces bought ÷ order lines, last 364 days",
    needs=("pieces", "item_orders"),
    compute=_compute,
    columns=("quantity", "item_id", "order_id"),
    events=frozenset({"order_line_recorded"}),
    theme="basket",
    is_fine=True,
)
