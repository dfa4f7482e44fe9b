"""Carts taken out again in the last 90 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 90)
    whole = times(rows, chosen & is_in(rows, {"product_added"}))
    return ratio(np.minimum(times(rows, chosen & is_in(rows, {"product_removed"})), whole), whole)


FEATURE = Feature(
    name="removal_share",
    zh="移出购物车占比",
    en="cart removal share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天移出购物车 ÷ 加购(至多为1)",
    meaning_en="removals from the cart ÷ adds to cart of the last 90 days, at most 1",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"product_removed"}),
    theme="carts",
    high=Word("反复增删", "change their carts"),
)
