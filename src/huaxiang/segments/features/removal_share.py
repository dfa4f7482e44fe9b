"""Carts taken out again in the last 90 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import reached_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="removal_share",
    zh="移出购物车占比",
    en="cart removal share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天移出购物车 ÷ 加购(至多为1)",
    meaning_en="removals from the cart ÷ adds to cart of the last 90 days, at most 1",
    needs=("actions",),
    compute=partial(reached_share, begun={"product_added"}, reached={"product_removed"}, days=90),
    events=frozenset({"product_removed"}),
    theme="carts",
    high=Word("反复增删", "change their carts"),
)
