"""Share of the most used channel among events of the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import top_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="top_channel_share",
    zh="主渠道占比",
    en="dominant channel share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天最常用渠道的事件 ÷ 有渠道的事件",
    meaning_en="events in the most used channel ÷ events with a channel, last 180 days",
    needs=("channels",),
    compute=partial(top_share, fold="channels", days=180),
    columns=("channel",),
    theme="channel",
    high=Word("单一渠道", "single channel"),
    low=Word("多渠道", "several channels"),
)
