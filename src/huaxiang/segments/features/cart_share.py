"""Share of adds to cart among views and adds to cart of the last 90 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 90)
    n_carts = times(rows, chosen & is_in(rows, {"product_added"}))
    return ratio(n_carts, n_carts + times(rows, chosen & is_in(rows, {"product_viewed"})))


FEATURE = Feature(
    name="cart_share",
    zh="加购占比",
    en="cart share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天加购 ÷ (浏览 + 加购)",
    meaning_en="adds to cart ÷ (views + adds to cart), last 90 days",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"product_added"}),
    theme="carts",
    high=Word("看了就加购", "quick to cart"),
    low=Word("多看少加购", "look, rarely cart"),
)
