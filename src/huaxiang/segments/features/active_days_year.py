"""Local days with behaviour in the last 364."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature
from huaxiang.segments.formulas import days_active

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="active_days_year",
    zh="年活跃天数",
    en="active days a year",
    unit="days",
    range=(0.0, 364.0),
    meaning_zh="近364个本地日里有行为的天数",
    meaning_en="days with behaviour among the last 364 local days",
    needs=("active_days",),
    compute=partial(days_active, first=0, last=364),
    theme="activity",
    is_fine=True,
)
