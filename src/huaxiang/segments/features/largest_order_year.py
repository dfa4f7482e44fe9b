"""Greatest amount of a paid order in the last 364 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats
from huaxiang.segments.tallies import largest, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows, chosen = people.folds["largest_order"], window(people, "largest_order", 364)
    top = largest(len(people), rows.person[chosen], rows.value[chosen])
    return np.where(top > 0, top / 100.0, np.nan)


FEATURE = Feature(
    name="largest_order_year",
    zh="年最大单金额",
    en="greatest order of a year",
    unit="yuan",
    range=(0.0, FOREVER),
    meaning_zh="近364天支付金额最高的一单",
    meaning_en="the paid order with the greatest amount in the last 364 days",
    needs=("largest_order",),
    compute=_compute,
    columns=("amount_minor",),
    events=frozenset({"order_completed"}),
    theme="spend",
    is_fine=True,
)
