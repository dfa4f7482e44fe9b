"""Paid orders in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import summed_year

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="orders_year",
    zh="年订单数",
    en="orders a year",
    unit="orders",
    range=(0.0, FOREVER),
    meaning_zh="近364天支付订单数",
    meaning_en="paid orders in the last 364 days",
    needs=("orders",),
    compute=partial(summed_year, fold="orders"),
    events=frozenset({"order_completed"}),
    theme="frequency",
    is_fine=True,
)
