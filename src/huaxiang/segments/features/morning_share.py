"""Share of events between 5 and 11 h local time in the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

MORNING_HOURS = frozenset({"5", "6", "7", "8", "9", "10"})

FEATURE = Feature(
    name="morning_share",
    zh="上午活跃占比",
    en="morning share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天本地05:00–11:00的事件 ÷ 全部事件",
    meaning_en="events from 05:00 to 11:00 local time ÷ events, last 180 days",
    needs=("hours",),
    compute=partial(key_share, fold="hours", keys=MORNING_HOURS, days=180),
    theme="hours",
    is_fine=True,
)
