"""Share of the first-level category with most spending in the last 365 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import grouped, largest, ratio, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["category_spend"]
    chosen = window(people, "category_spend", 365) & (rows.value > 0)
    person, amount = grouped(rows, chosen)
    whole = rows.per_person(np.where(chosen, rows.value, 0))
    return ratio(largest(len(people), person, amount), whole)


FEATURE = Feature(
    name="spend_concentration",
    zh="消费集中度",
    en="spend concentration",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天金额最高的一级类目 ÷ 全部类目金额",
    meaning_en="amount of the first-level category with most spending ÷ amount of all, last 365 days",
    needs=("category_spend",),
    compute=_compute,
    columns=("l1", "amount_minor"),
    events=frozenset({"order_line_recorded"}),
    theme="breadth",
    high=Word("消费集中", "focused spend"),
    low=Word("消费分散", "spread spend"),
)
