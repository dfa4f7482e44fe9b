"""Share of events between 11 and 18 h local time in the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

AFTERNOON_HOURS = frozenset({"11", "12", "13", "14", "15", "16", "17"})

FEATURE = Feature(
    name="afternoon_share",
    zh="下午活跃占比",
    en="afternoon share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天本地11:00–18:00的事件 ÷ 全部事件",
    meaning_en="events from 11:00 to 18:00 local time ÷ events, last 180 days",
    needs=("hours",),
    compute=partial(key_share, fold="hours", keys=AFTERNOON_HOURS, days=180),
    theme="hours",
    is_fine=True,
)
