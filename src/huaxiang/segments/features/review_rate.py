"""Reviews for each paid order of the last 365 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["actions"]
    chosen = window(people, "actions", 365)
    whole = times(rows, chosen & is_in(rows, {"order_completed"}))
    return ratio(np.minimum(times(rows, chosen & is_in(rows, {"product_reviewed"})), whole), whole)


FEATURE = Feature(
    name="review_rate",
    zh="评价率",
    en="review rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天评价 ÷ 支付订单(至多为1)",
    meaning_en="reviews ÷ paid orders of the last 365 days, at most 1",
    needs=("actions",),
    compute=_compute,
    events=frozenset({"product_reviewed"}),
    theme="reviews",
    high=Word("爱写评价", "review what they buy"),
)
