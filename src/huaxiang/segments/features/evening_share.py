"""Share of events between 18 and 23 h local time in the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

EVENING_HOURS = frozenset({"18", "19", "20", "21", "22"})

FEATURE = Feature(
    name="evening_share",
    zh="晚间活跃占比",
    en="evening share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天本地18:00–23:00的事件 ÷ 全部事件",
    meaning_en="events from 18:00 to 23:00 local time ÷ events, last 180 days",
    needs=("hours",),
    compute=partial(key_share, fold="hours", keys=EVENING_HOURS, days=180),
    theme="hours",
    high=Word("晚间活跃", "evening-active"),
    low=Word("白天活跃", "daytime-active"),
)
