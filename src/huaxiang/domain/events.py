"""Fold events: the one flat row that every per-person computation reads, live and batch."""

from __future__ import annotations

import msgspec
import pyarrow as pa

from huaxiang.domain.instants import Zone, day_of

__all__ = ["ADMINISTRATIVE", "BUYS", "FOLD_SCHEMA", "SOCIAL", "TOUCHES", "FoldEvent", "fold_event", "time_order"]

ADMINISTRATIVE = frozenset(
    {"trait_set", "fact_observed", "consent_given", "consent_withdrawn", "interest_read", "coupon_issued"}
    | {f"message_{step}" for step in ("sent", "delivered", "opened", "clicked")}
    | {f"email_{step}" for step in ("sent", "delivered", "opened", "clicked")}
)
"""Names that are no behaviour of the person on the shop's pages: left out of activity, hours and sessions."""
BUYS = frozenset({"order_line_recorded"})
TOUCHES = frozenset({"product_viewed", "product_added", "product_favourited"}) | BUYS
"""Names that touch a category."""
SOCIAL = frozenset(
    {"product_shared", "content_liked", "content_commented", "user_followed", "invite_sent", "invite_accepted"}
)


class FoldEvent(msgspec.Struct, array_like=True, omit_defaults=True, gc=False):
    """One event as the folds see it; missing text is None, missing numbers are None.

    `identity` is `namespace:value` of the event's first identity; `l1`..`l3` are category slugs;
    `day` is the UTC day number, `local_day` and `local_hour` follow the project's zone. `property` and
    `value` carry traits, facts and consents; `interest` to `confidence_milli` carry readings of texts.
    """

    identity: str
    event_id: str
    name: str
    occurred_at: int
    day: int
    local_day: int
    local_hour: int
    item_id: str | None = None
    order_id: str | None = None
    session_id: str | None = None
    quantity: int | None = None
    amount_minor: int | None = None
    channel: str | None = None
    device: str | None = None
    page: str | None = None
    zone: str | None = None
    dwell_ms: int | None = None
    l1: str | None = None
    l2: str | None = None
    l3: str | None = None
    brand: str | None = None
    campaign_id: str | None = None
    coupon_id: str | None = None
    text_id: str | None = None
    property: str | None = None
    value: str | None = None
    interest: str | None = None
    stance: str | None = None
    owner: str | None = None
    strength: int | None = None
    confidence_milli: int | None = None
    span: str | None = None


def time_order(event: FoldEvent) -> tuple[int, str]:
    """Sort key of a person's events: (occurred_at, event_id)."""
    return (event.occurred_at, event.event_id)


_INTEGERS = frozenset(
    {"occurred_at", "day", "local_day", "local_hour", "quantity", "amount_minor", "dwell_ms"}
    | {"strength", "confidence_milli"}
)
FOLD_SCHEMA = pa.schema(
    [(name, pa.int64() if name in _INTEGERS else pa.string()) for name in FoldEvent.__struct_fields__]
)


def fold_event(*, zone: Zone, occurred_at: int, **columns: object) -> FoldEvent:
    """A fold event with its day and local hour filled in from the instant."""
    offset = zone.offset(occurred_at)
    local = occurred_at + offset
    return FoldEvent(
        occurred_at=occurred_at,
        day=day_of(occurred_at),
        local_day=day_of(local),
        local_hour=zone.local_hour(occurred_at),
        **columns,  # type: ignore[arg-type]
    )
