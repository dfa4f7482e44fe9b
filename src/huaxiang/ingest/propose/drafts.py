"""The sources that a raw table becomes: one for most kinds, several where one file holds orders, lines and items."""

from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.around import Surroundings
from huaxiang.ingest.propose.drafted_events import events
from huaxiang.ingest.propose.drafted_orders import lines, orders, wide
from huaxiang.ingest.propose.drafted_records import record, same, texts
from huaxiang.ingest.propose.drafted_things import items, people
from huaxiang.ingest.propose.order_money import PAYMENTS
from huaxiang.ingest.propose.proposal import Draft
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["draft_sources"]


def draft_sources(table: SeenTable, kind: str, around: Surroundings) -> tuple[Draft, ...]:
    """The sources of a table of this kind; none for `ignored` and kinds whose columns are missing."""
    maker = _MAKERS.get(kind)
    return tuple(maker(table, around)) if maker is not None else ()


_MAKERS: dict[str, Callable[[SeenTable, Surroundings], list[Draft]]] = {
    "events": events,
    "orders": orders,
    "wide": wide,
    "purchases": wide,
    "lines": lines,
    "items": items,
    "people": people,
    "texts": texts,
    "item_states": record(
        "item_states",
        (("observed_at", ("time",)),),
        (("item_id", ("item",)), ("price_minor", ("price",)), ("stock", ("stock",))),
        "observed_at",
    ),
    "campaigns": record(
        "campaigns",
        (("starts_at", ("starts_at", "time")), ("ends_at", ("ends_at",))),
        (("campaign_id", ("campaign",)), ("name", ("title",)), ("channel", ("channel",)), ("tag_key", ("tag_key",))),
        "starts_at",
    ),
    "coupons": record(
        "coupons",
        same("issued_at", "expires_at", "used_at"),
        (
            ("coupon_id", ("coupon",)),
            ("value_minor", ("coupon_value", *PAYMENTS, "price", "discount")),
            ("campaign_id", ("campaign",)),
            ("order_id", ("order",)),
        ),
        "issued_at",
    ),
    "messages": record(
        "messages",
        same("sent_at", "delivered_at", "opened_at", "clicked_at"),
        (("message_id", ("message",)), ("campaign_id", ("campaign",)), ("channel", ("channel",))),
        "sent_at",
    ),
    "consents": record(
        "consents",
        same("given_at", "withdrawn_at"),
        (
            ("purpose", ("purpose",)),
            ("kind", ("consent_kind", "text_kind")),
            ("recipient", ("recipient",)),
            ("text_version", ("text_version",)),
        ),
        "given_at",
    ),
    "facts": record(
        "facts",
        (("observed_at", ("time", "given_at")), ("expires_at", ("expires_at",))),
        (
            ("name", ("title",)),
            ("value", ("fact_value", *PAYMENTS)),
            ("contract", ("contract",)),
            ("consent_id", ("consent_id",)),
            ("supplier", ("supplier",)),
            ("confidence_milli", ("confidence",)),
        ),
        "observed_at",
    ),
}
