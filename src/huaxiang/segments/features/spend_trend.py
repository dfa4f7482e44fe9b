"""Share of the last 90 days in the paid amount of the last 365."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["paid"]
    return ratio(times(rows, window(people, "paid", 90)), times(rows, window(people, "paid", 365)))


FEATURE = Feature(
    name="spend_trend",
    zh="消费走势",
    en="spend trend",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天支付金额 ÷ 近365天支付金额",
    meaning_en="amount paid in the last 90 days ÷ in the last 365",
    needs=("paid",),
    compute=_compute,
    columns=("amount_minor",),
    events=frozenset({"order_completed"}),
    theme="trend",
    high=Word("消费上升", "spending more"),
    low=Word("消费下降", "spending less"),
)
