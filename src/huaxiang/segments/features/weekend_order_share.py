"""Share of paid orders of the last 180 days on a Saturday or Sunday."""

from __future__ import annotations

from functools import partial

from huaxiang.folds.people import Ints
from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import days_share
from huaxiang.segments.tallies import Flags

__all__ = ["FEATURE"]

EPOCH_WEEKDAY = 3
SATURDAY = 5


def _on_weekend(local_days: Ints) -> Flags:
    found: Flags = (local_days + EPOCH_WEEKDAY) % 7 >= SATURDAY
    return found


FEATURE = Feature(
    name="weekend_order_share",
    zh="周末下单占比",
    en="weekend order share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天周六日订单 ÷ 已支付订单(本地日)",
    meaning_en="orders on a local Saturday or Sunday ÷ paid orders of the last 180 days",
    needs=("order_days",),
    compute=partial(days_share, on=_on_weekend, days=180),
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="hours",
    high=Word("周末购物", "weekend shoppers"),
    low=Word("工作日购物", "weekday shoppers"),
)
