"""Share of the active days of a year that lie in its newest quarter."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature
from huaxiang.segments.formulas import quarter_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="newest_quarter_share",
    zh="近一季活跃占比",
    en="active days in the newest quarter",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近91天的活跃天数 ÷ 近364天的活跃天数",
    meaning_en="active days among local days 1–91 back ÷ those of the last 364",
    needs=("active_days",),
    compute=partial(quarter_share, first=0),
    theme="season",
    is_fine=True,
)
