"""Shares among events of the last 180 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

EVENTS = frozenset({"product_shared"})

FEATURE = Feature(
    name="share_rate",
    zh="分享率",
    en="share rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天分享 ÷ 全部行为",
    meaning_en="shares ÷ events of the last 180 days",
    needs=("actions",),
    compute=partial(key_share, fold="actions", keys=EVENTS, days=180),
    events=EVENTS,
    theme="social",
    high=Word("爱分享", "sharers"),
)
