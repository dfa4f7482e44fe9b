"""E-commerce events as SDKs send them, put into the contract's names and columns."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.money import minor_digits, parse_money
from huaxiang.ingest.dialects.base import Incoming, text_of

__all__ = ["HAS_LINES", "commerce_columns", "event_name", "line_events", "snake", "whole_number"]

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
HAS_LINES = frozenset({"order_completed"})
"""Names of events that say more than themselves: see `line_events`."""
_ORDERS = frozenset({"order_placed", "order_completed", "order_refunded", "order_cancelled", "checkout_started"})
_COLUMNS = {
    "item_id": ("item_id", "product_id", "sku", "goods_id", "commodity_id", "spu_id", "sku_id"),
    "order_id": ("order_id",),
    "session_id": ("session_id",),
    "channel": ("channel",),
    "device": ("device",),
    "page": ("page",),
    "zone": ("zone", "click_zone"),
    "campaign_id": ("campaign_id",),
}
_COLUMN_OF = {key: column for column, keys in _COLUMNS.items() for key in keys}
_QUANTITIES = ("quantity", "commodity_quantity", "product_quantity", "goods_quantity")
_TOTALS = ("total", "revenue", "value", "amount", "order_amount", "pay_amount", "actual_amount")
_PRICES = ("price", "price_per_commodity", "commodity_price", "product_price", "goods_price")
_LEVELS = ("l1", "l2", "l3")
_LEVEL_WORDS = {
    **dict.fromkeys(("first_commodity", "first_category", "category_l1"), "l1"),
    **dict.fromkeys(("second_commodity", "second_category", "category_l2"), "l2"),
    **dict.fromkeys(("third_commodity", "third_category", "category_l3"), "l3"),
}
_BETWEEN_LEVELS = re.compile(r"\s*[>/|›]\s*")
_TEXTS = {
    "products_searched": ("search", ("query", "search_term", "keyword", "key_word")),
    "product_reviewed": ("review", ("review_body", "review", "body", "text", "content", "comment")),
    "question_asked": ("question", ("question", "text", "body", "content")),
    "service_chatted": ("service_chat", ("message", "text", "body", "content")),
    "service_contacted": ("service_chat", ("message", "text", "body", "content")),
    "content_commented": ("social", ("comment", "text", "body", "content")),
    "content_posted": ("social", ("text", "body", "content")),
}
_WHOLE = {"quantity": _QUANTITIES, "dwell_ms": ("dwell_ms",)}
_WHOLE_KEYS = {column: frozenset(keys) for column, keys in _WHOLE.items()}
_MONEY = frozenset({*_TOTALS, *_PRICES, "amount_minor"})
_NEVER = frozenset({"ip", "ip_address", "client_ip", "remote_ip"})
"""Addresses of machines: personal data that nothing here has a use for."""
_DROPPED = _NEVER | {"products"}
_WEIGHED = frozenset(
    {*_QUANTITIES, "dwell_ms", *_MONEY, *_LEVELS, *_LEVEL_WORDS, "currency", "category", "products", "discount"}
    | {"coupon", "coupon_id", *_NEVER}
)
"""Keys that are weighed against each other; every other one is a column or a property by itself."""
_MOST = 2**53
_LONGEST_KEPT = 64
_MOST_KEPT = 8192
_known: dict[str, str] = {}
_roles: dict[str, tuple[str, str | None, bool]] = {}
_CURRENCY = re.compile(r"[A-Z]{3}")


def snake(name: str) -> str:
    """A name in snake case; signs of other writing systems stay.

    >>> snake("Product Viewed"), snake("productViewed"), snake("加购 商品"), snake("HTTPStatus")
    ('product_viewed', 'product_viewed', '加购_商品', 'http_status')
    """
    known = _known.get(name)
    if known is None:
        known = _snake(name)
        if len(name) <= _LONGEST_KEPT and len(_known) < _MOST_KEPT:
            _known[name] = known
    return known


def _snake(name: str) -> str:
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
    strings: dict[str, str] = {}
    left: dict[str, Any] = {}
    stated: dict[str, tuple[str, str]] = {}
    asked = _TEXTS[name][1] if name in _TEXTS else ()
    for key, value in properties.items():
        plain, column, is_weighed = _roles.get(key) or _role(key)
        if is_weighed or plain in asked:
            left[plain] = value
            continue
        text = value.strip() if isinstance(value, str) else text_of(value)
        if not text or not plain:
            continue
        if column is None or isinstance(value, bool | dict | list):
            strings[plain] = text
        else:
            _state(column, (plain, text), stated, strings)
    columns: dict[str, Any] = {column: text for column, (_, text) in stated.items()}
    code = columns["currency"] = _currency(left.pop("currency", None), currency)
    columns["properties"] = strings
    if left:
        _place(name, left, code, columns)
        _put_strings(left, strings)
    return columns


def _role(key: str) -> tuple[str, str | None, bool]:
    """Name of a property, the column that it fills, whether it is weighed against others; kept for the next event."""
    plain = snake(key)
    role = (plain, _COLUMN_OF.get(plain), plain in _WEIGHED)
    if len(key) <= _LONGEST_KEPT and len(_roles) < _MOST_KEPT:
        _roles[key] = role
    return role


def _state(column: str, said: tuple[str, str], stated: dict[str, tuple[str, str]], strings: dict[str, str]) -> None:
    """Notes what a column says; of two keys the better one, the other stays a property."""
    before = stated.get(column)
    if before is not None:
        keys = _COLUMNS[column]
        said, (key, text) = sorted((said, before), key=lambda each: keys.index(each[0]))
        strings[key] = text
    stated[column] = said


def _place(name: str, left: dict[str, Any], currency: str, columns: dict[str, Any]) -> None:
    """Moves numbers, money and text from `left` into `columns`."""
    for column, keys in _WHOLE.items():
        if not _WHOLE_KEYS[column].isdisjoint(left) and (number := _take_integer(left, keys)) is not None:
            columns[column] = number
    if not _MONEY.isdisjoint(left):
        amount = _amount(name, left, currency, columns.get("quantity") or 1)
        if amount is not None:
            columns["amount_minor"] = amount
    if name in _TEXTS:
        columns |= _text(name, left)
    for key in _DROPPED & left.keys():
        del left[key]
    if name == "order_completed" and (discount := _money(left.get("discount"), currency)) is not None:
        left["discount_minor"] = str(max(discount, 0))


def line_events(base: Incoming, properties: Mapping[str, Any]) -> Iterator[Incoming]:
    """What an order's event says besides itself: a line for each product paid, and the coupon used.

    Ids are the order event's own with `:1`, `:2`, … and `:coupon`, so that a repeated order repeats its lines.
    """
    if base.name not in HAS_LINES:
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
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            text = text_of(value)
            if text is not None:
                del left[key]
                return text
    return None


def whole_number(value: object) -> int | None:
    """The integer that a value or its text is, within the exact range of a double; None where it is none.

    >>> whole_number("3"), whole_number(2.0), whole_number(2.5), whole_number(1e300), whole_number(None)
    (3, 2, None, None, None)
    """
    if isinstance(value, int):
        return int(value) if abs(value) <= _MOST else None
    if not isinstance(value, str | float):
        return None
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    whole = number.is_finite() and abs(number) <= _MOST and number == number.to_integral_value()
    return int(number) if whole else None


def _take_integer(left: dict[str, Any], keys: Sequence[str]) -> int | None:
    """The integer under the first of the keys that has one; what is none stays in `left`."""
    for key in keys:
        value = left.get(key)
        number = None if value is None or isinstance(value, bool) else whole_number(value)
        if number is not None:
            del left[key]
            return number
    return None


def _currency(value: object, usual: str) -> str:
    plain = value.strip().upper() if isinstance(value, str) else ""
    return plain if _CURRENCY.fullmatch(plain) else usual


def _amount(name: str, left: dict[str, Any], currency: str, quantity: int) -> int | None:
    """Minor units: what an order comes to, else price times quantity."""
    if "amount_minor" in left and (minor := _take_integer(left, ("amount_minor",))) is not None:
        return minor
    if name in _ORDERS:
        return _take_money(left, _TOTALS, currency)
    price = _take_money(left, _PRICES, currency)
    return _take_money(left, ("value",), currency) if price is None else price * quantity


def _take_money(left: dict[str, Any], keys: Sequence[str], currency: str) -> int | None:
    """Minor units under the first of the keys that has an amount; it alone leaves `left`."""
    for key in keys:
        if key in left and (amount := _money(left[key], currency)) is not None:
            del left[key]
            return amount
    return None


def _money(value: object, currency: str) -> int | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    text = value if isinstance(value, str) else str(value)
    return _money_of(text, currency) if len(text) <= _LONGEST_KEPT else None


@functools.lru_cache(maxsize=8192)
def _money_of(text: str, currency: str) -> int | None:
    """Minor units of an amount as written; kept, because prices come again and again."""
    try:
        minor = parse_money(text, currency)
    except (OutOfRange, OverflowError, InvalidOperation):
        return None
    return minor if abs(minor) <= _MOST * 10 ** minor_digits(currency) // 100 else None


def _text(name: str, left: dict[str, Any]) -> dict[str, Any]:
    kind, keys = _TEXTS[name]
    text = _take(left, keys)
    return {} if text is None else {"text_kind": kind, "text": text}


def _put_strings(left: dict[str, Any], strings: dict[str, str]) -> None:
    """Puts what is left among the strings, categories split into levels, the coupon under its column's name."""
    category = left.pop("category", None)
    if not _LEVEL_WORDS.keys().isdisjoint(left):
        for word in _LEVEL_WORDS.keys() & left.keys():
            left.setdefault(_LEVEL_WORDS[word], left.pop(word))
    if isinstance(category, str) and not (left.get("l1") or left.get("l2") or left.get("l3")):
        strings |= zip(_LEVELS, _levels_of(category), strict=False)
    elif category is not None:
        left["category"] = category
    if "coupon" in left and "coupon_id" not in left:
        left["coupon_id"] = left.pop("coupon")
    for key, value in left.items():
        text = text_of(value)
        if text is not None:
            strings[key] = text


def _levels_of(category: str) -> tuple[str, ...]:
    return _kept_levels(category) if len(category) <= _LONGEST_KEPT else _split(category)


def _split(category: str) -> tuple[str, ...]:
    return tuple(filter(None, _BETWEEN_LEVELS.split(category.strip())))


_kept_levels = functools.lru_cache(maxsize=4096)(_split)
