"""Fold events from canonical events: the same mapping as an Ibis expression (batch) and as a function (live)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import ibis

from huaxiang.domain.categories import Levels
from huaxiang.domain.events import FOLD_SCHEMA, AcceptedEvent, FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, Zone, day_of
from huaxiang.domain.profiles import Item

__all__ = ["fold_row", "fold_table", "local_offset", "own_paths", "path_key"]

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
_WHOLE = "^[0-9]{1,15}$"
_LEVELS = ("l1", "l2", "l3")
_CATEGORY = (*_LEVELS, "brand")


def local_offset(occurred_at: Any, zone: Zone) -> Any:
    """Local minus UTC in µs at the instants of an Ibis column: `Zone.offset` as an expression."""
    offset: Any = ibis.literal(zone.offsets[0][1], type="int64")
    for start, value in zone.offsets[1:]:
        offset = ibis.ifelse(occurred_at >= start, ibis.literal(value, type="int64"), offset)
    return offset


def own_paths(events: Any) -> Any:
    """Distinct category labels (own_l1, own_l2, own_l3) that events name in their properties."""
    properties = events.filter(events.properties.contains('"l')).properties.cast("json")
    labels = {f"own_{level}": properties[level].str.nullif("") for level in _LEVELS}
    rows = events.filter(events.properties.contains('"l')).select(**labels).distinct()
    return rows.filter(rows.own_l1.notnull() | rows.own_l2.notnull() | rows.own_l3.notnull())


def fold_table(events: Any, items: Any, paths: Any, *, zone: Zone) -> Any:
    """Fold events of canonical events.

    Args:
        events: Ibis table with the columns of table `events`; rows without identity are left out.
        items: Ibis table with item_id, l1, l2, l3 (slugs) and brand; one row an item.
        paths: Ibis table with path (`path_key` of the labels in events' properties) and slugs own_l1, own_l2, own_l3.
        zone: The project's zone.

    Returns:
        Ibis table with the columns of `FOLD_SCHEMA`. Category levels and brand are those of the event's own
        properties when it names any level, else those of its item.
    """
    rows = events.filter(events.identity.notnull() & events.namespace.notnull())
    # most events state nothing of their own: their empty object is not parsed
    properties = ibis.ifelse(rows.properties.length() > 2, rows.properties, ibis.null("string")).cast("json")
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
        own_brand=named["brand"],
        discount_minor=_whole(properties["discount_minor"].str),
        path=_path(*(named[level] for level in _LEVELS)),
    )
    items = items.select("item_id", **{f"item_{name}": items[name] for name in _CATEGORY})
    rows = rows.left_join(items, "item_id").drop("item_id_right").left_join(paths, "path")
    has_own = rows.own_l1.notnull()
    rows = rows.mutate(
        **{name: ibis.ifelse(has_own, rows[f"own_{name}"], rows[f"item_{name}"]) for name in _LEVELS},
        brand=ibis.coalesce(rows.own_brand, rows.item_brand),
        **{
            field.name: ibis.null("int64" if str(field.type) == "int64" else "string")
            for field in FOLD_SCHEMA
            if field.name in {"interest", "stance", "owner", "strength", "confidence_milli", "span"}
        },
    )
    return rows.select(*FOLD_SCHEMA.names)


def _whole(text: Any) -> Any:
    return ibis.ifelse(text.re_search(_WHOLE), text.try_cast("int64"), ibis.null("int64"))


def path_key(l1: str | None, l2: str | None, l3: str | None) -> str:
    """Key of the labels that an event names itself."""
    return "\x1f".join((l1 or "", l2 or "", l3 or ""))


def _path(l1: Any, l2: Any, l3: Any) -> Any:
    between = ibis.literal("\x1f")
    return l1.fill_null("").concat(between, l2.fill_null(""), between, l3.fill_null(""))


def _floor_divide(column: Any, by: int) -> Any:
    return (column // by).cast("int64")


def fold_row(
    event: AcceptedEvent, items: Mapping[str, Item], categorise: Callable[[Levels], Levels], *, zone: Zone
) -> FoldEvent | None:
    """The fold event of an accepted event; None without identity. Equal to `fold_table`'s row (property test)."""
    if not event.identities:
        return None
    named = event.properties
    item = items.get(event.item_id) if event.item_id is not None else None
    slugs: Levels = (None, None, None)
    if named and any(own := (named.get("l1") or None, named.get("l2") or None, named.get("l3") or None)):
        slugs = categorise(own)
    if slugs[0] is None and item is not None:
        slugs = (item.l1, item.l2, item.l3)
    there = event.occurred_at + zone.offset(event.occurred_at)
    return FoldEvent(
        event.identities[0],
        event.event_id,
        event.name,
        event.occurred_at,
        day_of(event.occurred_at),
        there // DAY_US,
        there % DAY_US // HOUR_US,
        item_id=event.item_id,
        order_id=event.order_id,
        session_id=event.session_id,
        quantity=event.quantity,
        amount_minor=event.amount_minor,
        channel=event.channel,
        device=event.device,
        page=event.page,
        zone=event.zone,
        dwell_ms=event.dwell_ms,
        l1=slugs[0],
        l2=slugs[1],
        l3=slugs[2],
        brand=named.get("brand", None if item is None else item.brand),
        campaign_id=event.campaign_id,
        coupon_id=named.get("coupon_id"),
        text_id=event.event_id if event.text is not None else None,
        property=named.get("property", named.get("purpose")),
        value=named.get("value", named.get("kind")),
        discount_minor=_whole_number(named.get("discount_minor")),
    )


def _whole_number(text: str | None) -> int | None:
    return int(text) if text and re.fullmatch(_WHOLE, text) else None
