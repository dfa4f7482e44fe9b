"""Share of the active days of a year that lie in its fourth quarter, counted back."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature
from huaxiang.segments.formulas import quarter_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="oldest_quarter_share",
    zh="前三季活跃占比",
    en="active days in the fourth quarter back",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="倒数第274–364天的活跃天数 ÷ 近364天的活跃天数",
    meaning_en="active days among local days 274–364 back ÷ those of the last 364",
    needs=("active_days",),
    compute=partial(quarter_share, first=273),
    theme="season",
    is_fine=True,
)
