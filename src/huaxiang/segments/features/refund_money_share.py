"""Share of the paid amount of the last 180 days that was refunded."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    paid = times(people.folds["paid"], window(people, "paid", 180))
    refunded = times(people.folds["refunded"], window(people, "refunded", 180))
    return ratio(np.minimum(refunded, paid), paid)


FEATURE = Feature(
    name="refund_money_share",
    zh="退款金额占比",
    en="refunded money share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天退款金额 ÷ 支付金额(至多为1)",
    meaning_en="amount refunded ÷ amount paid of the last 180 days, at most 1",
    needs=("paid", "refunded"),
    compute=_compute,
    columns=("amount_minor",),
    events=frozenset({"order_refunded"}),
    theme="returns",
    high=Word("高退款", "much refunded"),
)
