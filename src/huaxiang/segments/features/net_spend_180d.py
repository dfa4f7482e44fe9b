"""Net sales of the last 180 days: paid less refunded."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import times, window

__all__ = ["FEATURE"]

MINOR_UNITS = 100


def _compute(people: People) -> Floats:
    paid = times(people.folds["paid"], window(people, "paid", 180))
    refunded = times(people.folds["refunded"], window(people, "refunded", 180))
    return (paid - refunded) / MINOR_UNITS


FEATURE = Feature(
    name="net_spend_180d",
    zh="180天净销售额",
    en="net spend in 180 days",
    unit="yuan",
    range=(-FOREVER, FOREVER),
    meaning_zh="近180天支付金额减退款金额(元)",
    meaning_en="paid less refunded amount of the last 180 days, in main units of the currency",
    needs=("paid", "refunded"),
    compute=_compute,
    columns=("amount_minor",),
    events=frozenset({"order_completed"}),
    theme="spend",
    high=Word("高客单价", "high spend"),
    low=Word("低客单价", "low spend"),
)
