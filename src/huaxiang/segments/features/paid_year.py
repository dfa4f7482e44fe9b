"""Money of paid orders in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import summed_year

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="paid_year",
    zh="年支付金额",
    en="paid a year",
    unit="yuan",
    range=(0.0, FOREVER),
    meaning_zh="近364天支付金额,未减退款",
    meaning_en="amount of paid orders in the last 364 days, refunds not taken off",
    needs=("paid",),
    compute=partial(summed_year, fold="paid", divisor=100),
    columns=("amount_minor",),
    events=frozenset({"order_completed"}),
    theme="spend",
    is_fine=True,
)
