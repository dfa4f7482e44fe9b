"""Fold events: the one flat row that every per-person computation reads, live and batch."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter

import msgspec
import pyarrow as pa

from huaxiang.domain.instants import DAY_US, HOUR_US, Zone, day_of

__all__ = [
    "ADMINISTRATIVE",
    "BUYS",
    "FOLD_SCHEMA",
    "SOCIAL",
    "TOUCHES",
    "TRAIT_CALLS",
    "AcceptedEvent",
    "FoldEvent",
    "fold_event",
    "time_order",
]

TRAIT_CALLS = frozenset({"trait_set", "trait_set_once", "trait_incremented", "trait_appended", "traits_cleared"})
"""Names of what is said of a person's traits; `folds.traits` has their meaning."""
ADMINISTRATIVE = frozenset(
    {"fact_observed", "consent_given", "consent_withdrawn", "interest_read", "coupon_issued"}
    | {"identity_linked", "identity_unlinked"}
    | TRAIT_CALLS
    | {
        f"{channel}_{step}"
        for channel in ("message", "email", "sms", "push", "wecom", "mini_program")
        for step in ("sent", "delivered", "opened", "clicked")
    }
)
"""Names that are no behaviour of the person in the shop: left out of activity, hours and sessions."""
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
    discount_minor: int | None = None


class AcceptedEvent(msgspec.Struct, omit_defaults=True, gc=False):
    """An event as the accepted log holds it: duplicates decided, clock skew corrected, personal data masked.

    `identities` are `namespace:value`, strongest first; several of them are a statement that they are one
    person. `text_kind` is the kind of `text` where the event carries one. `properties` holds strings only.
    """

    event_id: str
    source: str
    message_id: str
    name: str
    occurred_at: int
    received_at: int
    identities: list[str]
    link_kind: str = "login"
    session_id: str | None = None
    item_id: str | None = None
    order_id: str | None = None
    quantity: int | None = None
    amount_minor: int | None = None
    currency: str | None = None
    channel: str | None = None
    device: str | None = None
    page: str | None = None
    zone: str | None = None
    dwell_ms: int | None = None
    campaign_id: str | None = None
    text_kind: str | None = None
    text: str | None = None
    properties: dict[str, str] = {}

    @staticmethod
    def of_bytes(data: bytes) -> AcceptedEvent:
        """The event from its bytes in the log."""
        return _accepted.decode(data)

    def to_bytes(self) -> bytes:
        """The event's bytes for the log."""
        return _encoder.encode(self)


_accepted = msgspec.msgpack.Decoder(AcceptedEvent)
_encoder = msgspec.msgpack.Encoder()


time_order: Callable[[FoldEvent], tuple[int, str]] = attrgetter("occurred_at", "event_id")
"""Sort key of a person's events: (occurred_at, event_id)."""

_INTEGERS = frozenset(
    {"occurred_at", "day", "local_day", "local_hour", "quantity", "amount_minor", "dwell_ms"}
    | {"strength", "confidence_milli", "discount_minor"}
)
FOLD_SCHEMA = pa.schema(
    [(name, pa.int64() if name in _INTEGERS else pa.string()) for name in FoldEvent.__struct_fields__]
)


def fold_event(*, local: Zone, occurred_at: int, **columns: object) -> FoldEvent:
    """A fold event with its day and local hour filled in from the instant."""
    there = occurred_at + local.offset(occurred_at)
    return FoldEvent(
        occurred_at=occurred_at,
        day=day_of(occurred_at),
        local_day=there // DAY_US,
        local_hour=there % DAY_US // HOUR_US,
        **columns,  # type: ignore[arg-type]
    )
