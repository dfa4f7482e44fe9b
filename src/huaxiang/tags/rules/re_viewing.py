"""F5 反复看未下单: one item viewed five times in three days, then a day without buying it."""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.rules.base import INACTIVE, Example, Judgement, Rule, Span, by_group, in_window, runs, settle

__all__ = ["RULE"]

_VIEWS = frozenset({"product_viewed"})
_ORDERS = frozenset({"order_placed", "order_completed", "order_line_recorded"})
_TIMES = 5
_WITHIN_US, _WAIT_US, _EXPIRES_US = 72 * HOUR_US, 24 * HOUR_US, 7 * DAY_US
_WINDOW_US = _WITHIN_US + _WAIT_US + _EXPIRES_US


def _judge(events: Sequence[FoldEvent], as_of: int) -> Judgement:
    if len(events) < _TIMES:
        return INACTIVE
    seen = in_window(events, _VIEWS | _ORDERS, after=as_of - _WINDOW_US, as_of=as_of)
    bought: dict[str | None, int] = {}
    for event in seen:
        if event.name in _ORDERS:
            bought[event.item_id] = event.occurred_at
    spans = []
    for item, views in by_group(seen, _VIEWS, lambda event: event.item_id).items():
        last_bought = max(bought.get(item, -1), bought.get(None, -1))
        for run in runs(views, times=_TIMES, within_us=_WITHIN_US, wait_us=_WAIT_US):
            if last_bought < run[-1].occurred_at:
                raised_at = run[-1].occurred_at + _WAIT_US
                ids = tuple(event.event_id for event in run)
                spans.append(Span(raised_at, raised_at + _EXPIRES_US, ids))
    return settle(spans, as_of)


def _example() -> Example:
    start = 20_000 * DAY_US
    views = tuple(
        FoldEvent(
            identity="member_no:1",
            event_id=f"view-{number}",
            name="product_viewed",
            occurred_at=start + number * MINUTE_US,
            day=20_000,
            local_day=20_000,
            local_hour=0,
            item_id="item",
        )
        for number in range(_TIMES)
    )
    return Example(views, views[-1].occurred_at + _WAIT_US)


RULE = Rule(
    key="flag.re_viewing",
    label={"zh": "反复看未下单", "en": "viewed again and again"},
    listens_to=_VIEWS | _ORDERS,
    window_us=_WINDOW_US,
    judge=_judge,
    example=_example(),
    definition="同一商品 72 小时内浏览 ≥5 次,其后 24 小时内未下单、未成交;成交或满 7 天结束",
    definition_en=(
        "viewed one item 5 or more times within 72 hours, then no order of it for 24 hours; ends with an "
        "order or after 7 days"
    ),
)
