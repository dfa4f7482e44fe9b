"""Share of sessions of the last 30 days that ended at the cart or checkout without an order."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import ratio

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    counts = np.array([(each[3], each[0]) for each in people.replays["sessions"]], dtype=np.int64).reshape(-1, 2)
    return ratio(counts[:, 0], counts[:, 1])


FEATURE = Feature(
    name="cart_exit_share",
    zh="购物车离开占比",
    en="cart exit share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天止于加购、购物车或结算而未支付的会话 ÷ 会话",
    meaning_en="sessions that ended at the cart or checkout without a paid order ÷ sessions, last 30 days",
    needs=("sessions",),
    compute=_compute,
    events=frozenset({"product_added", "cart_viewed", "checkout_started"}),
    theme="exit",
    high=Word("临门离开", "leave at the cart"),
)
