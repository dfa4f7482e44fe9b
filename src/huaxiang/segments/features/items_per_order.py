"""Pieces for each paid order of the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    pieces = times(people.folds["pieces"], window(people, "pieces", 180))
    return ratio(pieces, times(people.folds["orders"], window(people, "orders", 180)))


FEATURE = Feature(
    name="items_per_order",
    zh="单均件数",
    en="items per order",
    unit="pieces",
    range=(0.0, FOREVER),
    meaning_zh="近180天购买件数 ÷ 支付订单",
    meaning_en="pieces bought ÷ paid orders of the last 180 days",
    needs=("pieces", "orders"),
    compute=_compute,
    columns=("quantity",),
    events=frozenset({"order_line_recorded"}),
    theme="basket",
    high=Word("一次多件", "many pieces at once"),
    low=Word("单件购买", "one piece at a time"),
)
