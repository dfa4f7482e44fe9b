"""F1 犹豫型高意向用户: three carts of one leaf category in a day, then half an hour without any order."""

from __future__ import annotations

import bisect
from collections.abc import Iterator, Sequence

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
from huaxiang.tags.rules.base import (
    INACTIVE,
    Example,
    Judgement,
    Rule,
    Span,
    by_group,
    category_of,
    in_window,
    paid_at,
    runs,
    settle,
)

__all__ = ["RULE"]

_CARTS = frozenset({"product_added"})
_ORDERS = frozenset({"checkout_started", "order_placed", "order_completed"})
_LISTENS_TO = _CARTS | _ORDERS | {"order_line_recorded", "product_removed", "cart_cleared"}
_WITHIN_US, _WAIT_US, _EXPIRES_US = 24 * HOUR_US, 30 * MINUTE_US, 72 * HOUR_US
_WINDOW_US = _WITHIN_US + _WAIT_US + _EXPIRES_US


def _judge(events: Sequence[FoldEvent], as_of: int) -> Judgement:
    seen = in_window(events, _LISTENS_TO, after=as_of - _WINDOW_US, as_of=as_of)
    groups = by_group(seen, _CARTS, category_of)
    return settle(_spans(seen, groups), as_of) if groups else INACTIVE


def _spans(seen: Sequence[FoldEvent], groups: dict[str, list[FoldEvent]]) -> Iterator[Span]:
    paid = paid_at(seen)
    ordered = [event.occurred_at for event in seen if event.name in _ORDERS]
    cleared = max((event.occurred_at for event in seen if event.name == "cart_cleared"), default=-1)
    removed = {event.item_id: event.occurred_at for event in seen if event.name == "product_removed"}
    for category, carts in groups.items():
        ended = max((cleared, *paid.get(category, ()), *paid.get(None, ())))
        for run in runs(carts, times=3, within_us=_WITHIN_US, wait_us=_WAIT_US):
            matched_at, raised_at = run[-1].occurred_at, run[-1].occurred_at + _WAIT_US
            place = bisect.bisect_left(ordered, matched_at)
            is_ordered = place < len(ordered) and ordered[place] <= raised_at
            if not (is_ordered or ended >= matched_at or _is_emptied(run, removed)):
                yield Span(raised_at, raised_at + _EXPIRES_US, tuple(event.event_id for event in run))


def _is_emptied(run: tuple[FoldEvent, ...], removed: dict[str | None, int]) -> bool:
    """Whether each item of the run was taken out of the cart after it was put in."""
    return all(cart.item_id is not None and removed.get(cart.item_id, -1) >= cart.occurred_at for cart in run)


def _example() -> Example:
    start = 20_000 * DAY_US
    carts = tuple(
        FoldEvent(
            identity="member_no:1",
            event_id=f"cart-{number}",
            name="product_added",
            occurred_at=start + number * HOUR_US,
            day=20_000,
            local_day=20_000,
            local_hour=number,
            item_id=f"foundation-{number}",
            l1="beauty",
            l2="make-up",
            l3="foundation",
        )
        for number in range(3)
    )
    return Example(carts, carts[-1].occurred_at + _WAIT_US)


RULE = Rule(
    key="flag.hesitant",
    label={"zh": "犹豫型高意向用户", "en": "hesitant, high intent"},
    listens_to=_LISTENS_TO,
    window_us=_WINDOW_US,
    judge=_judge,
    example=_example(),
    definition="24 小时内同叶类目加购 ≥3 次,其后 30 分钟内无提交订单;同类目支付、清空购物车或满 72 小时结束",
    definition_en=(
        "3 or more adds to cart in one leaf category within 24 hours, then no order placed for 30 "
        "minutes; ends with a payment in the category, an emptied cart or after 72 hours"
    ),
)
