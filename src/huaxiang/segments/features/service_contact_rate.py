"""Service contacts for each paid order of the last 365 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import reached_share

__all__ = ["FEATURE"]

EVENTS = frozenset({"service_chatted", "service_contacted", "question_asked"})

FEATURE = Feature(
    name="service_contact_rate",
    zh="咨询率",
    en="service contact rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天咨询客服和提问 ÷ 支付订单(至多为1)",
    meaning_en="service contacts and questions ÷ paid orders of the last 365 days, at most 1",
    needs=("actions",),
    compute=partial(reached_share, begun={"order_completed"}, reached=EVENTS, days=365),
    events=EVENTS,
    theme="service",
    high=Word("常找客服", "ask before and after"),
)
