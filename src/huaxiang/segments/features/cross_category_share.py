"""Share of orders of the last 180 days that span two first-level categories or more."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["order_categories"]
    chosen = rows.value > people.local_day - 180
    orders: dict[str, int] = {}
    order = rows.keys.each(lambda key: orders.setdefault(key.rsplit("|", 1)[0], len(orders)), np.int64)[chosen]
    places, n_categories = np.unique(rows.person[chosen] * max(len(orders), 1) + order, return_counts=True)
    person = places // max(len(orders), 1)
    n_orders = np.bincount(person, minlength=len(people))
    return ratio(np.bincount(person[n_categories >= 2], minlength=len(people)), n_orders)


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
