"""Share of the page on which most sessions of the last 30 days ended."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature
from huaxiang.segments.formulas import session_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="top_exit_page_share",
    zh="最常离开页占比",
    en="top exit page share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天最常离开的页面 ÷ 有页面的会话",
    meaning_en="sessions that ended on the most frequent last page ÷ sessions with a known last page, last 30 days",
    needs=("sessions",),
    compute=partial(session_share, part=4, whole=5),
    columns=("page",),
    theme="exit",
)
