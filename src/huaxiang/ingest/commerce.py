"""E-commerce events as SDKs send them, put into the contract's names and columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.money import minor_digits, parse_money
from huaxiang.ingest.dialects.base import Incoming, text_of

__all__ = ["commerce_columns", "event_name", "line_events", "snake"]

_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_GAPS = re.compile(r"[\s\-./:]+")
_SYNONYMS = {
    "product_added_to_wishlist": "product_favourited",
    "product_favorited": "product_favourited",
    "product_liked": "product_favourited",
    "wishlist_product_added_to_cart": "product_added",
    "order_canceled": "order_cancelled",
    "product_searched": "products_searched",
    "coupon_used": "coupon_applied",
    "page": "page_viewed",
    "screen": "screen_viewed",
}
_ORDERS = frozenset({"order_placed", "order_completed", "order_refunded", "order_cancelled", "checkout_started"})
_PRODUCT_COLUMNS = {"item_id": ("item_id", "product_id", "sku", "goods_id")}
_COLUMNS = {
    **_PRODUCT_COLUMNS,
    "order_id": ("order_id",),
    "session_id": ("session_id",),
    "channel": ("channel",),
    "device": ("device",),
    "page": ("page",),
    "zone": ("zone", "click_zone"),
    "campaign_id": ("campaign_id",),
}
_LEVELS = ("l1", "l2", "l3")
_BETWEEN_LEVELS = re.compile(r"\s*[>/|›]\s*")
_TEXTS = {
    "products_searched": ("search", ("query", "search_term", "keyword")),
    "product_reviewed": ("review", ("review_body", "review", "body", "text", "content", "comment")),
    "question_asked": ("question", ("question", "text", "body", "content")),
    "service_chatted": ("service_chat", ("message", "text", "body", "content")),
    "service_contacted": ("service_chat", ("message", "text", "body", "content")),
    "content_commented": ("social", ("comment", "text", "body", "content")),
    "content_posted": ("social", ("text", "body", "content")),
}
_MOST = 2**53


def snake(name: str) -> str:
    """A name in snake case; signs of other writing systems stay.

    >>> snake("Product Viewed"), snake("productViewed"), snake("加购 商品"), snake("HTTPStatus")
    ('product_viewed', 'product_viewed', '加购_商品', 'http_status')
    """
    return _GAPS.sub("_", _WORD_ENDS.sub("_", name.strip())).strip("_").lower()


def event_name(name: object) -> str | None:
    """The contract's name of an event; None when it has none. Unknown names are kept in snake case.

    >>> event_name("Product Added to Wishlist"), event_name("Order Completed"), event_name("")
    ('product_favourited', 'order_completed', None)
    """
    plain = snake(name) if isinstance(name, str) else ""
    return _SYNONYMS.get(plain, plain) or None


def commerce_columns(name: str, properties: Mapping[str, Any], *, currency: str) -> dict[str, Any]:
    """Columns of an `Incoming` from an event's properties.

    Args:
        name: The contract's name.
        properties: As sent.
        currency: ISO 4217 code of amounts that name none.

    Returns:
        Columns that are there; `properties` holds everything else as strings, categories as l1, l2, l3.
    """
    left = {snake(str(key)): value for key, value in properties.items()}
    columns: dict[str, Any] = {column: _take(left, keys) for column, keys in _COLUMNS.items()}
    columns["currency"] = _currency(left.pop("currency", None), currency)
    columns["quantity"] = _take_integer(left, "quantity")
    columns["dwell_ms"] = _take_integer(left, "dwell_ms")
    columns["amount_minor"] = _amount(name, left, columns)
    columns |= _text(name, left)
    left.pop("products", None)
    if name == "order_completed" and (discount := _money(left.get("discount"), str(columns["currency"]))) is not None:
        left["discount_minor"] = str(max(discount, 0))
    columns["properties"] = _strings(left)
    return {key: value for key, value in columns.items() if value is not None}


def line_events(base: Incoming, properties: Mapping[str, Any]) -> Iterator[Incoming]:
    """What an order's event says besides itself: a line for each product paid, and the coupon used.

    Ids are the order event's own with `:1`, `:2`, … and `:coupon`, so that a repeated order repeats its lines.
    """
    if base.name != "order_completed":
        return
    products = properties.get("products")
    lines: Sequence[Any] = products if isinstance(products, list) else ()
    for number, product in enumerate(lines, 1):
        if isinstance(product, Mapping):
            columns = commerce_columns("order_line_recorded", product, currency=base.currency or "CNY")
            yield _beside(base, "order_line_recorded", str(number), {**columns, "order_id": base.order_id})
    coupon = base.properties.get("coupon_id")
    if coupon is not None:
        yield _beside(
            base, "coupon_applied", "coupon", {"order_id": base.order_id, "properties": {"coupon_id": coupon}}
        )


def _beside(base: Incoming, name: str, suffix: str, columns: Mapping[str, Any]) -> Incoming:
    shared = {key: getattr(base, key) for key in ("occurred_at", "sent_at", "identities", "link_kind", "session_id")}
    shared |= {key: getattr(base, key) for key in ("channel", "device", "raw", "fault")}
    message_id = None if base.message_id is None else f"{base.message_id}:{suffix}"
    return Incoming(message_id=message_id, name=name, is_beside=True, **{**shared, **columns})


def _take(left: dict[str, Any], keys: Sequence[str]) -> str | None:
    """The first of the keys that says something; it alone leaves `left`."""
    for key in keys:
        value = left.get(key)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and text_of(value) is not None:
            del left[key]
            return text_of(value)
    return None


def _integer(value: object) -> int | None:
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    whole = number.is_finite() and abs(number) <= _MOST and number == number.to_integral_value()
    return int(number) if whole else None


def _take_integer(left: dict[str, Any], key: str) -> int | None:
    """The integer under a key; what is none stays in `left`."""
    number = None if isinstance(left.get(key), bool) else _integer(left.get(key))
    if number is not None:
        del left[key]
    return number


def _currency(value: object, usual: str) -> str:
    plain = value.strip().upper() if isinstance(value, str) else ""
    return plain if re.fullmatch(r"[A-Z]{3}", plain) else usual


def _amount(name: str, left: dict[str, Any], columns: Mapping[str, Any]) -> int | None:
    """Minor units: what an order comes to, else price times quantity."""
    currency = str(columns["currency"])
    minor = _take_integer(left, "amount_minor")
    if minor is not None:
        return minor
    whole = ("total", "revenue", "value", "amount") if name in _ORDERS else ()
    for key in whole:
        if (amount := _money(left.get(key), currency)) is not None:
            del left[key]
            return amount
    price = _money(left.get("price"), currency)
    if price is not None and name not in _ORDERS:
        del left["price"]
        return price * (columns["quantity"] or 1)
    amount = _money(left.get("value"), currency)
    if amount is not None:
        del left["value"]
    return amount


def _money(value: object, currency: str) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        minor = parse_money(str(value), currency)
    except (OutOfRange, OverflowError, InvalidOperation):
        return None
    return minor if abs(minor) <= _MOST * 10 ** minor_digits(currency) // 100 else None


def _text(name: str, left: dict[str, Any]) -> dict[str, Any]:
    kind, keys = _TEXTS.get(name, ("", ()))
    text = _take(left, keys)
    return {} if text is None else {"text_kind": kind, "text": text}


def _strings(left: dict[str, Any]) -> dict[str, str]:
    """What is left as strings, with categories split into levels and the coupon under its column's name."""
    category = left.pop("category", None)
    if isinstance(category, str) and not any(left.get(level) for level in _LEVELS):
        left |= dict(zip(_LEVELS, filter(None, _BETWEEN_LEVELS.split(category.strip())), strict=False))
    elif category is not None:
        left["category"] = category
    if "coupon" in left and "coupon_id" not in left:
        left["coupon_id"] = left.pop("coupon")
    texts = {key: text_of(value) for key, value in left.items() if key}
    return {key: text for key, text in texts.items() if text is not None}
