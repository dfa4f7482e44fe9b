"""Events on an active day, mean of the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import per_active_day

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="events_per_active_day",
    zh="活跃日均行为数",
    en="events per active day",
    unit="events",
    range=(0.0, FOREVER),
    meaning_zh="近364天行为数 ÷ 活跃天数",
    meaning_en="events ÷ active days, last 364 days",
    needs=("actions", "active_days"),
    compute=partial(per_active_day, fold="actions"),
    theme="depth",
    is_fine=True,
)
