"""Invitations among events of the last 365 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import key_share

__all__ = ["FEATURE"]

EVENTS = frozenset({"invite_sent", "invite_accepted"})

FEATURE = Feature(
    name="invite_rate",
    zh="邀请率",
    en="invite rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天发出和接受的邀请 ÷ 全部行为",
    meaning_en="invitations sent and accepted ÷ events of the last 365 days",
    needs=("actions",),
    compute=partial(key_share, fold="actions", keys=EVENTS, days=365),
    events=EVENTS,
    theme="social",
    high=Word("爱邀请", "inviters"),
)
