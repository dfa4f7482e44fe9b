"""Paid orders for each active day of the last 364."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import per_active_day

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="orders_per_active_day",
    zh="活跃日下单数",
    en="orders per active day",
    unit="ratio",
    range=(0.0, FOREVER),
    meaning_zh="近364天支付订单数 ÷ 活跃天数",
    meaning_en="paid orders ÷ active days, last 364 days",
    needs=("orders", "active_days"),
    compute=partial(per_active_day, fold="orders"),
    events=frozenset({"order_completed"}),
    theme="conversion",
    is_fine=True,
)
