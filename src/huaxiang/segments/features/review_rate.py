"""Reviews for each paid order of the last 365 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import reached_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="review_rate",
    zh="评价率",
    en="review rate",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近365天评价 ÷ 支付订单(至多为1)",
    meaning_en="reviews ÷ paid orders of the last 365 days, at most 1",
    needs=("actions",),
    compute=partial(reached_share, begun={"order_completed"}, reached={"product_reviewed"}, days=365),
    events=frozenset({"product_reviewed"}),
    theme="reviews",
    high=Word("爱写评价", "review what they buy"),
)
