"""Share of adds to cart among views and adds to cart of the last 90 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import share_beside

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_added"})

FEATURE = Feature(
    name="cart_share",
    zh="加购占比",
    en="cart share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天加购 ÷ (浏览 + 加购)",
    meaning_en="adds to cart ÷ (views + adds to cart), last 90 days",
    needs=("actions",),
    compute=partial(share_beside, part=EVENTS, other={"product_viewed"}, days=90),
    events=EVENTS,
    theme="carts",
    high=Word("看了就加购", "quick to cart"),
    low=Word("多看少加购", "look, rarely cart"),
)
