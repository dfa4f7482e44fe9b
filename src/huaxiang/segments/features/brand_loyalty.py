"""Share of the most bought brand among bought lines of the last 365 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import top_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="brand_loyalty",
    zh="品牌忠诚度",
    en="brand loyalty",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天购买最多的品牌行数 ÷ 有品牌的购买行数",
    meaning_en="lines of the most bought brand ÷ bought lines with a brand, last 365 days",
    needs=("brands",),
    compute=partial(top_share, fold="brands", days=365),
    columns=("brand",),
    events=frozenset({"order_line_recorded"}),
    theme="brand",
    high=Word("认准品牌", "brand loyal"),
    low=Word("品牌多选", "many brands"),
)
