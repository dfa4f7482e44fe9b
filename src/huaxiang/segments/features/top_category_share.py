"""Share of the most touched first-level category in the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import top_share
from huaxiang.segments.tallies import level_of

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="top_category_share",
    zh="首位品类占比",
    en="top category share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天行为最多的一级类目次数 ÷ 全部品类行为次数",
    meaning_en="touches of the most touched first-level category ÷ all touches, last 180 days",
    needs=("category_touches",),
    compute=partial(top_share, fold="category_touches", days=180, head=level_of(1)),
    columns=("l1",),
    theme="breadth",
    high=Word("品类专一", "focused category"),
    low=Word("品类多元", "varied categories"),
)
