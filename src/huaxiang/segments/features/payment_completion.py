"""Share of placed orders that were paid in the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import reached_share

__all__ = ["FEATURE"]

EVENTS = frozenset({"order_placed"})

FEATURE = Feature(
    name="payment_completion",
    zh="支付完成率",
    en="payment completion",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天支付订单 ÷ 提交订单(至多为1)",
    meaning_en="paid orders ÷ placed orders of the last 180 days, at most 1",
    needs=("actions",),
    compute=partial(reached_share, begun=EVENTS, reached={"order_completed"}, days=180),
    events=EVENTS,
    theme="checkout",
    high=Word("下单必付", "pay at once"),
    low=Word("下单常不付", "leave orders unpaid"),
)
