"""Share of the price of paid orders of the last 180 days that was taken off."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    discount = times(people.folds["discounts"], window(people, "discounts", 180))
    paid = times(people.folds["paid"], window(people, "paid", 180))
    return ratio(discount, paid + discount)


FEATURE = Feature(
    name="discount_share",
    zh="折扣依赖",
    en="discount share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天优惠金额 ÷ (支付金额 + 优惠金额)",
    meaning_en="discount ÷ (amount paid + discount) of paid orders, last 180 days",
    needs=("discounts", "paid"),
    compute=_compute,
    columns=("discount_minor",),
    events=frozenset({"order_completed"}),
    theme="coupons",
    high=Word("折扣敏感", "discount-minded"),
    low=Word("原价购买", "full price"),
)
