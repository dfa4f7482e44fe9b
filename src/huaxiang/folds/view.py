"""Fold events from canonical events: the same mapping as an Ibis expression (batch) and as a function (live)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import ibis

from huaxiang.domain.events import FOLD_SCHEMA, AcceptedEvent, FoldEvent, fold_event
from huaxiang.domain.instants import DAY_US, HOUR_US, Zone
from huaxiang.domain.profiles import Item

__all__ = ["fold_row", "fold_table", "local_offset"]

_COLUMNS = (
    "item_id",
    "order_id",
    "session_id",
    "quantity",
    "amount_minor",
    "channel",
    "device",
    "page",
    "zone",
    "dwell_ms",
    "campaign_id",
    "text_id",
)
_CATEGORY = ("l1", "l2", "l3", "brand")


def local_offset(occurred_at: Any, zone: Zone) -> Any:
    """Local minus UTC in µs at the instants of an Ibis column: `Zone.offset` as an expression."""
    offset: Any = ibis.literal(zone.offsets[0][1], type="int64")
    for start, value in zone.offsets[1:]:
        offset = ibis.ifelse(occurred_at >= start, ibis.literal(value, type="int64"), offset)
    return offset


def fold_table(events: Any, items: Any, *, zone: Zone) -> Any:
    """Fold events of canonical events.

    Args:
        events: Ibis table with the columns of table `events`; rows without identity are left out.
        items: Ibis table with item_id, l1, l2, l3 (slugs) and brand; one row an item.
        zone: The project's zone.

    Returns:
        Ibis table with the columns of `FOLD_SCHEMA`. Category levels and brand are those of the event's own
        properties when it names any level, else those of its item.
    """
    rows = events.filter(events.identity.notnull() & events.namespace.notnull())
    properties = rows.properties.cast("json")
    named = {name: properties[name].str for name in (*_CATEGORY, "coupon_id", "property", "value", "purpose", "kind")}
    offset = local_offset(rows.occurred_at, zone)
    local = rows.occurred_at + offset
    rows = rows.select(
        *("event_id", "name", "occurred_at", *_COLUMNS),
        identity=rows.namespace.concat(":", rows.identity),
        day=_floor_divide(rows.occurred_at, DAY_US),
        local_day=_floor_divide(local, DAY_US),
        local_hour=_floor_divide(local - _floor_divide(local, DAY_US) * DAY_US, HOUR_US),
        coupon_id=named["coupon_id"],
        property=ibis.coalesce(named["property"], named["purpose"]),
        value=ibis.coalesce(named["value"], named["kind"]),
        **{f"own_{name}": named[name] for name in _CATEGORY},
    )
    items = items.select("item_id", **{f"item_{name}": items[name] for name in _CATEGORY})
    rows = rows.left_join(items, "item_id")
    has_own = rows.own_l1.notnull() | rows.own_l2.notnull() | rows.own_l3.notnull()
    rows = rows.mutate(
        **{name: ibis.ifelse(has_own, rows[f"own_{name}"], rows[f"item_{name}"]) for name in ("l1", "l2", "l3")},
        brand=ibis.coalesce(rows.own_brand, rows.item_brand),
        **{
            field.name: ibis.null("int64" if str(field.type) == "int64" else "string")
            for field in FOLD_SCHEMA
            if field.name in {"interest", "stance", "owner", "strength", "confidence_milli", "span"}
        },
    )
    return rows.select(*FOLD_SCHEMA.names)


def _floor_divide(column: Any, by: int) -> Any:
    return (column // by).cast("int64")


def fold_row(event: AcceptedEvent, items: Mapping[str, Item], *, zone: Zone) -> FoldEvent | None:
    """The fold event of an accepted event; None without identity. Equal to `fold_table`'s row (property test)."""
    if not event.identities:
        return None
    named = event.properties
    item = items.get(event.item_id) if event.item_id is not None else None
    has_own = any(named.get(level) is not None for level in ("l1", "l2", "l3"))
    levels = {level: named.get(level) if has_own else getattr(item, level, None) for level in ("l1", "l2", "l3")}
    brand = named.get("brand")
    return fold_event(
        local=zone,
        occurred_at=event.occurred_at,
        identity=event.identities[0],
        event_id=event.event_id,
        name=event.name,
        **{name: getattr(event, name) for name in _COLUMNS if name != "text_id"},
        text_id=event.event_id if event.text is not None else None,
        coupon_id=named.get("coupon_id"),
        property=named.get("property", named.get("purpose")),
        value=named.get("value", named.get("kind")),
        brand=brand if brand is not None else getattr(item, "brand", None),
        **levels,
    )
