"""Share of the last 90 days in the paid amount of the last 365."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import recent_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="spend_trend",
    zh="消费走势",
    en="spend trend",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天支付金额 ÷ 近365天支付金额",
    meaning_en="amount paid in the last 90 days ÷ in the last 365",
    needs=("paid",),
    compute=partial(recent_share, fold="paid", recent=90, days=365),
    columns=("amount_minor",),
    events=frozenset({"order_completed"}),
    theme="trend",
    high=Word("消费上升", "spending more"),
    low=Word("消费下降", "spending less"),
)
