"""Shares among events of the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 180)
    return ratio(times(rows, chosen & is_in(rows, {"product_shared"})), times(rows, chosen))


FEATURE = Feature(
    name="share_rate",
    zh="分享率",
    en="share rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天分享 ÷ 全部行为",
    meaning_en="shares ÷ events of the last 180 days",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"product_shared"}),
    theme="social",
    high=Word("爱分享", "sharers"),
)
