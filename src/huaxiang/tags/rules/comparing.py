"""F3 比价中: ten different items of one leaf category viewed within a day, and none of it bought."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from huaxiang.domain.events import FoldEvent, time_order
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
    settle,
)

__all__ = ["RULE"]

_VIEWS = frozenset({"product_viewed"})
_LISTENS_TO = _VIEWS | {"order_completed", "order_line_recorded"}
_ITEMS = 10
_WITHIN_US, _EXPIRES_US = 24 * HOUR_US, 72 * HOUR_US
_WINDOW_US = _WITHIN_US + _EXPIRES_US + DAY_US


def _judge(events: Sequence[FoldEvent], as_of: int) -> Judgement:
    if len(events) < _ITEMS:
        return INACTIVE
    seen = in_window(events, _LISTENS_TO, after=as_of - _WINDOW_US, as_of=as_of)
    paid = paid_at(seen)
    spans = []
    for category, views in by_group(seen, _VIEWS, _category_of_item).items():
        matched = _last_match(views)
        last_paid = max((*paid.get(category, ()), *paid.get(None, ())), default=-1)
        if matched and last_paid < matched[-1].occurred_at - _WITHIN_US:
            raised_at = matched[-1].occurred_at
            ids = tuple(event.event_id for event in matched)
            spans.append(Span(raised_at, raised_at + _EXPIRES_US, ids))
    return settle(spans, as_of)


def _last_match(views: Sequence[FoldEvent]) -> list[FoldEvent]:
    """The last view by which ten items had been seen within a day, with the latest view of each item."""
    if len(views) < _ITEMS:
        return []
    counts: Counter[str | None] = Counter()
    first = 0
    found = (0, 0)
    for place, view in enumerate(views):
        counts[view.item_id] += 1
        while view.occurred_at - views[first].occurred_at > _WITHIN_US:
            counts[views[first].item_id] -= 1
            if not counts[views[first].item_id]:
                del counts[views[first].item_id]
            first += 1
        if len(counts) >= _ITEMS:
            found = (first, place + 1)
    latest = {view.item_id: view for view in views[slice(*found)]}
    return sorted(latest.values(), key=time_order)


def _category_of_item(view: FoldEvent) -> str | None:
    return None if view.item_id is None else category_of(view)


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
            item_id=f"item-{number}",
            l1="digital",
        )
        for number in range(_ITEMS)
    )
    return Example(views, views[-1].occurred_at)


RULE = Rule(
    key="flag.comparing",
    label={"zh": "比价中", "en": "comparing"},
    listens_to=_LISTENS_TO,
    window_us=_WINDOW_US,
    judge=_judge,
    example=_example(),
    definition="24 小时内浏览同叶类目 ≥10 个不同商品且该类目无成交;成交或满 72 小时结束",
    definition_en=(
        "viewed 10 or more items of one leaf category within 24 hours without an order in it; ends with "
        "an order or after 72 hours"
    ),
)
