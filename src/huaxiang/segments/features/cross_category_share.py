"""Share of orders of the last 180 days that span two first-level categories or more."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["order_categories"]
    chosen = (rows.value > people.local_day - 180).tolist()
    n_categories: dict[tuple[int, str], int] = {}
    for person, key, is_recent in zip(rows.person.tolist(), rows.keys, chosen, strict=True):
        if is_recent:
            order = (person, key.rsplit("|", 1)[0])
            n_categories[order] = n_categories.get(order, 0) + 1
    n_orders = np.zeros(len(people), dtype=np.int64)
    n_cross = np.zeros(len(people), dtype=np.int64)
    for (person, _), n in n_categories.items():
        n_orders[person] += 1
        n_cross[person] += n >= 2
    return ratio(n_cross, n_orders)


FEATURE = Feature(
    name="cross_category_share",
    zh="跨品类购买占比",
    en="cross-category purchase share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天含两个及以上一级类目的订单 ÷ 有类目的订单",
    meaning_en="orders with two first-level categories or more ÷ orders with a known category, last 180 days",
    needs=("order_categories",),
    compute=_compute,
    columns=("order_id", "l1"),
    events=frozenset({"order_line_recorded"}),
    theme="breadth",
    high=Word("跨品类", "across categories"),
    low=Word("单品类", "single category"),
)
