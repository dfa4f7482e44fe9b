"""Invitations sent or accepted in the last 364 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import FOREVER, Feature
from huaxiang.segments.formulas import yearly

__all__ = ["FEATURE"]

EVENTS = frozenset({"invite_sent", "invite_accepted"})

FEATURE = Feature(
    name="invites_year",
    zh="年邀请次数",
    en="invitations a year",
    unit="times",
    range=(0.0, FOREVER),
    meaning_zh="近364天发出或接受邀请的次数",
    meaning_en="invitations sent or accepted in the last 364 days",
    needs=("actions",),
    compute=partial(yearly, names=EVENTS),
    events=EVENTS,
    theme="social",
    is_fine=True,
)
