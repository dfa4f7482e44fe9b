"""Share of events between 23 and 5 h local time in the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

NIGHT_HOURS = frozenset({"23", "0", "1", "2", "3", "4"})

FEATURE = Feature(
    name="night_coefficient",
    zh="夜间活跃系数",
    en="night coefficient",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天本地23:00–05:00的事件 ÷ 全部事件",
    meaning_en="events from 23:00 to 05:00 local time ÷ events, last 180 days",
    needs=("hours",),
    compute=partial(key_share, fold="hours", keys=NIGHT_HOURS, days=180),
    theme="hours",
    high=Word("夜间活跃", "night-active"),
)
