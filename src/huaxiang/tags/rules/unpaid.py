"""F2 待付款: an order placed and not paid within a quarter of an hour."""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.rules.base import Example, Judgement, Rule, Span, by_group, in_window, runs, settle

__all__ = ["RULE"]

_PLACED = frozenset({"order_placed"})
_SETTLED = frozenset({"order_completed", "order_cancelled"})
_LISTENS_TO = _PLACED | _SETTLED
_WAIT_US, _EXPIRES_US = 15 * MINUTE_US, 24 * HOUR_US


def _judge(events: Sequence[FoldEvent], as_of: int) -> Judgement:
    seen = in_window(events, _LISTENS_TO, after=as_of - _WAIT_US - _EXPIRES_US, as_of=as_of)
    settled: dict[str | None, int] = {}
    for event in seen:
        if event.name in _SETTLED:
            settled[event.order_id] = event.occurred_at
    spans = []
    for order_id, placed in by_group(seen, _PLACED, lambda event: event.order_id).items():
        last_settled = max(settled.get(order_id, -1), settled.get(None, -1))
        for (last,) in runs(placed, times=1, within_us=0, wait_us=_WAIT_US):
            if last_settled < last.occurred_at:
                raised_at = last.occurred_at + _WAIT_US
                spans.append(Span(raised_at, raised_at + _EXPIRES_US, (last.event_id,)))
    return settle(spans, as_of)


def _example() -> Example:
    start = 20_000 * DAY_US
    placed = FoldEvent(
        identity="member_no:1",
        event_id="placed",
        name="order_placed",
        occurred_at=start,
        day=20_000,
        local_day=20_000,
        local_hour=0,
        order_id="order",
    )
    return Example((placed,), start + _WAIT_US)


RULE = Rule(
    key="flag.unpaid",
    label={"zh": "待付款", "en": "placed and not paid"},
    listens_to=_LISTENS_TO,
    window_us=_WAIT_US + _EXPIRES_US,
    judge=_judge,
    example=_example(),
    definition="提交订单后 15 分钟内未支付、未取消;支付、取消或满 24 小时结束",
    definition_en=(
        "placed an order and neither paid nor cancelled it for 15 minutes; ends with payment, "
        "cancellation or after 24 hours"
    ),
)
