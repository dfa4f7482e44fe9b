"""Share of one-event sessions in the last 30 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import session_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="bounce_share",
    zh="跳失率",
    en="bounce share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天单事件会话 ÷ 会话",
    meaning_en="one-event sessions ÷ sessions, last 30 days",
    needs=("sessions",),
    compute=partial(session_share, part=1, whole=0),
    theme="depth",
    high=Word("即看即走", "leave at once"),
    low=Word("深度浏览", "browse deep"),
)
