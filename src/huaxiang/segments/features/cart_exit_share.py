"""Share of sessions of the last 30 days that ended at the cart or checkout without an order."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import session_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="cart_exit_share",
    zh="购物车离开占比",
    en="cart exit share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近30天止于加购、购物车或结算而未支付的会话 ÷ 会话",
    meaning_en="sessions that ended at the cart or checkout without a paid order ÷ sessions, last 30 days",
    needs=("sessions",),
    compute=partial(session_share, part=3, whole=0),
    events=frozenset({"product_added", "cart_viewed", "checkout_started"}),
    theme="exit",
    high=Word("临门离开", "leave at the cart"),
)
