"""Paid orders for each add to cart in the last 90 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import reached_share

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_added"})

FEATURE = Feature(
    name="cart_conversion",
    zh="加购成交率",
    en="cart conversion",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天支付订单 ÷ 加购次数(至多为1)",
    meaning_en="paid orders ÷ adds to cart of the last 90 days, at most 1",
    needs=("actions",),
    compute=partial(reached_share, begun=EVENTS, reached={"order_completed"}, days=90),
    events=EVENTS,
    theme="checkout",
    high=Word("加购就买", "cart means buy"),
    low=Word("加购不买", "cart, rarely buy"),
)
