"""三次加购未结算: three carts of any category within two hours, then half an hour without an order."""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.rules.base import Example, Judgement, Rule, Span, in_window, runs, settle

__all__ = ["RULE"]

_ORDERS = frozenset({"checkout_started", "order_placed", "order_completed"})
_LISTENS_TO = _ORDERS | {"product_added"}
_WITHIN_US, _WAIT_US, _EXPIRES_US = 2 * HOUR_US, 30 * MINUTE_US, 72 * HOUR_US
_WINDOW_US = _WITHIN_US + _WAIT_US + _EXPIRES_US


def _judge(events: Sequence[FoldEvent], as_of: int) -> Judgement:
    seen = in_window(events, _LISTENS_TO, after=as_of - _WINDOW_US, as_of=as_of)
    carts = [event for event in seen if event.name == "product_added"]
    last_order = max((event.occurred_at for event in seen if event.name in _ORDERS), default=-1)
    spans = [
        Span(run[-1].occurred_at + _WAIT_US, run[-1].occurred_at + _WAIT_US + _EXPIRES_US, _ids(run))
        for run in runs(carts, times=3, within_us=_WITHIN_US, wait_us=_WAIT_US)
        if last_order < run[-1].occurred_at
    ]
    return settle(spans, as_of)


def _ids(run: Sequence[FoldEvent]) -> tuple[str, ...]:
    return tuple(event.event_id for event in run)


def _example() -> Example:
    start = 20_000 * DAY_US
    carts = tuple(
        FoldEvent(
            identity="member_no:1",
            event_id=f"cart-{number}",
            name="product_added",
            occurred_at=start + number * MINUTE_US,
            day=20_000,
            local_day=20_000,
            local_hour=0,
            item_id=f"item-{number}",
            l1=category,
        )
        for number, category in enumerate(("beauty", "food", "pets"))
    )
    return Example(carts, carts[-1].occurred_at + _WAIT_US)


RULE = Rule(
    key="flag.hesitant_any",
    label={"zh": "三次加购未结算", "en": "three carts without checkout"},
    listens_to=_LISTENS_TO,
    window_us=_WINDOW_US,
    judge=_judge,
    example=_example(),
    definition="2 小时内加购 ≥3 次(不限类目),其后 30 分钟内无去结算、下单或支付;下单、支付或满 72 小时结束",
    definition_en=(
        "3 or more adds to cart within 2 hours, any category, then no checkout, order or payment for 30 "
        "minutes; ends with an order, a payment or after 72 hours"
    ),
)
