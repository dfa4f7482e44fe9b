"""Share of the last 30 days in the events of the last 90."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import recent_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="activity_trend",
    zh="活跃走势",
    en="activity trend",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天事件 ÷ 近90天事件;平稳约为三分之一",
    meaning_en="events of the last 30 days ÷ those of the last 90; a third when steady",
    needs=("hours",),
    compute=partial(recent_share, fold="hours", recent=30, days=90),
    theme="trend",
    high=Word("活跃上升", "warming up"),
    low=Word("活跃下降", "cooling down"),
)
