"""What was paid beside the usual price of the same categories in the last 365 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import is_in, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    usual = people.figures.get("unit_prices", {})
    pieces, spend = people.folds["leaf_pieces"], people.folds["leaf_spend"]
    is_known = is_in(spend, usual.keys()) & window(people, "leaf_spend", 365)
    prices = pieces.keys.each(lambda key: usual.get(key, 0), np.int64)
    expected = pieces.per_person(np.where(window(people, "leaf_pieces", 365), pieces.value * prices, 0))
    return ratio(np.maximum(times(spend, is_known), 0), expected)


FEATURE = Feature(
    name="price_level",
    zh="价格带水平",
    en="price level in category",
    unit="ratio",
    range=(0.0, FOREVER),
    meaning_zh="近365天支付金额 ÷ 同样件数按各叶类目中位单价的金额;1 为该类目的中位价",
    meaning_en="amount paid ÷ the same pieces at the median price of their leaf categories, last 365 days",
    needs=("leaf_spend", "leaf_pieces"),
    compute=_compute,
    columns=("l3", "quantity", "amount_minor"),
    events=frozenset({"order_line_recorded"}),
    theme="price",
    high=Word("买高价位", "buy above the usual price"),
    low=Word("买低价位", "buy below the usual price"),
)
