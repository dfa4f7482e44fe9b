"""Clicks for each view of the last 90 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature
from huaxiang.segments.formulas import share_beside

__all__ = ["FEATURE"]

CLICKS = frozenset({"element_clicked", "product_clicked"})

FEATURE = Feature(
    name="click_rate",
    zh="点击率",
    en="click rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天区域点击 ÷ (点击 + 浏览)",
    meaning_en="clicks on zones ÷ (clicks + views), last 90 days",
    needs=("actions",),
    compute=partial(share_beside, part=CLICKS, other={"product_viewed"}, days=90),
    events=CLICKS,
    theme="clicks",
)
