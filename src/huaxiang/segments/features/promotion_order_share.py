"""Share of paid orders of the last 365 days that fell on promotion days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.calendar import on_promotion
from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import days_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="promotion_order_share",
    zh="大促下单占比",
    en="promotion order share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天落在大促日的订单 ÷ 支付订单(本地日,大促日历随软件提供)",
    meaning_en="orders on days of the shipped promotion calendar ÷ paid orders of the last 365 local days",
    needs=("order_days",),
    compute=partial(days_share, on=on_promotion, days=365),
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="season",
    high=Word("大促才买", "buy in promotions"),
    low=Word("平日购买", "buy on plain days"),
)
