"""Events that other tables give: orders, lines, coupons, messages, texts, traits, facts and consents."""

from __future__ import annotations

from collections.abc import Mapping

from huaxiang.domain.tables import TABLES
from huaxiang.ingest.expressions import literal

__all__ = ["EVENT_COLUMNS", "derived_events"]

EVENT_COLUMNS = TABLES["events"].names
_TEXT_NAMES = {
    "review": "product_reviewed",
    "search": "products_searched",
    "question": "question_asked",
    "service_chat": "service_chatted",
    "social": "content_posted",
}
_DISCOUNT = (
    "CASE WHEN discount_minor > 0 THEN json_object('discount_minor', discount_minor::VARCHAR)::VARCHAR ELSE '{}' END"
)
_CHANNELS = ("email", "sms", "push", "wecom")
_FIRST = "coalesce(_identities[1], NULL)"
_INTEGERS = frozenset({"occurred_at", "received_at", "quantity", "amount_minor", "dwell_ms", "log_seq"})


def _event(name: str, at: str, rows: str, where: str, *, id_of: str, columns: Mapping[str, str]) -> str:
    """One event a row of `rows`: `name` and `id_of` are expressions, `rows` has `_source`, `_identities`, `_emit`."""
    given = {
        "event_id": f"substr(md5(_source || chr(31) || {name} || chr(31) || {id_of}), 1, 24)",
        "source": "_source",
        "name": name,
        "occurred_at": at,
        "received_at": at,
        "namespace": f"split_part({_FIRST}, ':', 1)",
        "identity": f"substr({_FIRST}, strpos({_FIRST}, ':') + 1)",
        "properties": "'{}'",
        **columns,
    }
    cells = [f"{given.get(c, 'NULL::BIGINT' if c in _INTEGERS else 'NULL::VARCHAR')} AS {c}" for c in EVENT_COLUMNS]
    return f"SELECT {', '.join(cells)} FROM {rows} WHERE ({where}) AND ({at}) IS NOT NULL"


def _asked(event: str) -> str:
    return f"list_contains(_emit, {literal(event)})"


def _orders(rows: str) -> list[str]:
    usual = {"order_id": "order_id", "currency": "currency", "channel": "channel"}
    paid = "net_minor + refund_minor"
    ended = "coalesce(closed_at, paid_at, placed_at)"
    found = []
    for name, at, where, amount in (
        ("order_placed", "placed_at", "true", "gross_minor - discount_minor"),
        ("order_completed", "paid_at", "true", paid),
        ("order_refunded", ended, "refund_minor > 0", "refund_minor"),
        ("order_cancelled", ended, "status = 'cancelled'", "NULL::BIGINT"),
    ):
        columns = {**usual, "amount_minor": amount}
        if name == "order_completed":
            columns["properties"] = _DISCOUNT
        found.append(_event(literal(name), at, rows, f"{where} AND {_asked(name)}", id_of="order_id", columns=columns))
    return found


def _order_lines(rows: str) -> list[str]:
    columns = {
        "order_id": "order_id",
        "item_id": "item_id",
        "quantity": "quantity",
        "amount_minor": "amount_minor",
        "currency": "currency",
        "channel": "_channel",
        "properties": "CASE WHEN coupon_id IS NULL THEN '{}' ELSE json_object('coupon_id', coupon_id)::VARCHAR END",
    }
    name = "order_line_recorded"
    key = "order_id || chr(31) || line_number"
    return [_event(literal(name), "_at", rows, _asked(name), id_of=key, columns=columns)]


def _coupons(rows: str) -> list[str]:
    columns = {
        "campaign_id": "campaign_id",
        "amount_minor": "value_minor",
        "order_id": "_order_id",
        "properties": "json_object('coupon_id', coupon_id)::VARCHAR",
    }
    return [
        _event(literal(name), at, rows, _asked(name), id_of="coupon_id", columns=columns)
        for name, at in (("coupon_issued", "issued_at"), ("coupon_applied", "used_at"))
    ]


def _messages(rows: str) -> list[str]:
    channels = ", ".join(literal(c) for c in _CHANNELS)
    prefix = f"CASE WHEN channel IN ({channels}) THEN channel ELSE 'message' END"
    columns = {"campaign_id": "campaign_id", "channel": "channel", "message_id": "message_id"}
    found = []
    for what in ("delivered", "opened", "clicked"):
        where = _asked(f"message_{what}")
        name = f"({prefix} || '_{what}')"
        found.append(_event(name, f"{what}_at", rows, where, id_of="message_id", columns=columns))
    return found


def _texts(rows: str) -> list[str]:
    columns = {
        "text_id": "text_id",
        "item_id": "item_id",
        "session_id": "_session_id",
        "order_id": "_order_id",
        "channel": "_channel",
    }
    return [
        _event(
            literal(name),
            "occurred_at",
            rows,
            f"kind = {literal(kind)} AND {_asked(name)}",
            id_of="text_id",
            columns=columns,
        )
        for kind, name in _TEXT_NAMES.items()
    ]


def _people(rows: str) -> list[str]:
    pairs = (
        "(SELECT *, json_extract_string(traits, '$.\"' || _trait || '\"') AS _value FROM"
        f" (SELECT *, unnest(json_keys(traits)) AS _trait FROM {rows}))"
    )
    columns = {"properties": "json_object('property', _trait, 'value', _value)::VARCHAR"}
    where = f"_value IS NOT NULL AND {_asked('trait_set')}"
    return [_event("'trait_set'", "observed_at", pairs, where, id_of="_id || chr(31) || _trait", columns=columns)]


def _facts(rows: str) -> list[str]:
    columns = {"properties": "json_object('property', name, 'value', value, 'expires_at', expires_at)::VARCHAR"}
    key = "concat_ws(chr(31), _identities[1], name, source, observed_at)"
    return [_event("'fact_observed'", "observed_at", rows, _asked("fact_observed"), id_of=key, columns=columns)]


def _consents(rows: str) -> list[str]:
    columns = {
        "channel": "_channel",
        "properties": (
            "json_object('property', purpose, 'value', kind, 'purpose', purpose, 'kind', kind, 'recipient', recipient)"
            "::VARCHAR"
        ),
    }
    key = "concat_ws(chr(31), _identities[1], purpose, kind, given_at)"
    return [
        _event(literal(name), at, rows, _asked(name), id_of=key, columns=columns)
        for name, at in (("consent_given", "given_at"), ("consent_withdrawn", "withdrawn_at"))
    ]


_MAKERS = {
    "orders": _orders,
    "order_lines": _order_lines,
    "coupons": _coupons,
    "messages": _messages,
    "texts": _texts,
    "people": _people,
    "facts": _facts,
    "consents": _consents,
}


def derived_events(table: str, rows: str) -> str | None:
    """SQL of the events that a table's rows give, None for tables that give none.

    Args:
        table: Canonical table.
        rows: FROM clause of its rows, with `_source`, `_identities`, `_id` and `_emit` (list of event names);
            texts, coupons and consents also `_session_id`, `_order_id`, `_channel`; order lines `_at` and `_channel`.

    Returns:
        A query with the columns of `events` in order.
    """
    maker = _MAKERS.get(table)
    return None if maker is None else " UNION ALL ".join(maker(rows))
