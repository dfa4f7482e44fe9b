"""Service contacts for each paid order of the last 365 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]

EVENTS = frozenset({"service_chatted", "service_contacted", "question_asked"})


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 365)
    whole = times(rows, chosen & is_in(rows, {"order_completed"}))
    return ratio(np.minimum(times(rows, chosen & is_in(rows, EVENTS)), whole), whole)


FEATURE = Feature(
    name="service_contact_rate",
    zh="咨询率",
    en="service contact rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天咨询客服和提问 ÷ 支付订单(至多为1)",
    meaning_en="service contacts and questions ÷ paid orders of the last 365 days, at most 1",
    needs=("actions",),
    compute=_compute,
    events=EVENTS,
    theme="service",
    high=Word("常找客服", "ask before and after"),
)
