"""Which canonical table a raw table is, from the roles of its columns and what repeats in it."""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.ingest.propose.behaviours import meaning_of_word
from huaxiang.ingest.propose.names import normalise, singular
from huaxiang.ingest.propose.order_money import PAYMENTS
from huaxiang.ingest.propose.proposal import Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["event_of_name", "has_days_alone", "kind_of"]

_LEAST_SURE = 0.3


def kind_of(table: SeenTable, others: Sequence[SeenTable]) -> Guess:
    """The kind of a table, as `TableGuess.kind` names it, with confidence and reasons.

    Args:
        table: The table, its roles given.
        others: The other tables: orders may stand there.
    """
    if pinned := table.pins.get(""):
        return Guess(pinned, 1.0, (Reason("pinned"),))
    for look in (_places, _records, _texts, _behaviour, _timeless, _catalogue, _purchases):
        found = look(table, others)
        if found is not None:
            return _ignored("nothing", 0.5) if _is_doubtful(table, found) else found
    return Guess("ignored", 0.6, (Reason("ignored_nothing"),))


def _is_doubtful(table: SeenTable, found: Guess) -> bool:
    """Rows without a time whose person is hardly one: better not used than people made up."""
    if found.value not in ("events", "purchases") or table.first("time", "day", "paid_at"):
        return False
    who = table.first("person", "session")
    return who is not None and table.columns[who].confidence < _LEAST_SURE


def _guess(kind: str, confidence: float) -> Guess:
    return Guess(kind, confidence, (Reason(f"table_{kind}"),))


def _ignored(code: str, confidence: float = 0.75) -> Guess:
    return Guess("ignored", confidence, (Reason(f"ignored_{code}"),))


def _places(table: SeenTable, others: Sequence[SeenTable]) -> Guess | None:
    """Lists of shops, sellers, carriers and staff."""
    del others
    place = table.first("place")
    is_list = place is not None and table.is_key(place) and not table.first("time", "day", "order", "event", "item")
    return _ignored("nothing", 0.8) if is_list else None


def _records(table: SeenTable, others: Sequence[SeenTable]) -> Guess | None:
    """Tables told by the names of their columns alone: consents, facts, messages, coupons, campaigns."""
    del others
    if table.has("person"):
        for kind, roles, confidence in _TOLD_BY_ROLES:
            if table.has(*roles):
                return _guess(kind, confidence)
    if table.first("coupon"):
        return _of_coupons(table)
    if table.first("campaign") and not table.has("person") and not table.has("item"):
        return _guess("campaigns", 0.9) if table.first("starts_at", "time") else _ignored("dates")
    return None


_TOLD_BY_ROLES = (
    ("consents", ("purpose", "given_at"), 0.95),
    ("facts", ("contract", "consent_id"), 0.9),
    ("messages", ("sent_at",), 0.9),
)


def _of_coupons(table: SeenTable) -> Guess | None:
    if table.is_key(table.first("coupon")) and table.has("issued_at"):
        return _guess("coupons", 0.9)
    if table.has("order") or table.has("event"):
        return None
    if table.has("person") and table.first("time", "used_at"):
        return Guess("events", 0.8, (Reason("table_redemptions"),))
    return None if table.first(*PAYMENTS) else _ignored("dates")


def _texts(table: SeenTable, others: Sequence[SeenTable]) -> Guess | None:
    column = table.first("text")
    if column is None or table.has("event"):
        return None
    text = table.profile(column)
    is_catalogue = not table.has("person") and not table.has("order") and table.is_key(table.first("item"))
    is_order = table.has("order") and table.first(*PAYMENTS, "price") and not table.has("rating")
    if is_catalogue or is_order or text.mean_words < 2:
        return None
    del others
    return _guess("texts", 0.9 if table.first("person", "order") else 0.7)


def _behaviour(table: SeenTable, others: Sequence[SeenTable]) -> Guess | None:
    del others
    has_who = table.has("person") or table.has("session")
    flags = [name for name in table.with_role("flag") if meaning_of_word(name)]
    if has_who and (table.has("event") or len(flags) >= 2 or (flags and table.has("item"))):
        return _guess("events", 0.95 if table.first("time", "day") else 0.7)
    return None


def _timeless(table: SeenTable, others: Sequence[SeenTable]) -> Guess | None:
    """A table without any time whose rows are each something of their own lists people or things, not what they did."""
    del others
    acts = [c for role in ("time", "day", "paid_at", "order", "session", "quantity") for c in table.with_role(role)]
    if any(table.columns[column].confidence >= _LEAST_SURE for column in acts):
        return None
    persons = table.with_role("person")
    if any(table.is_key(p) for p in persons):
        return _guess("people", 0.85)
    item = table.first("item")
    if item is not None and table.is_key(item) and table.first("title", "category", "brand", "price", "place"):
        return _guess("items", 0.75)
    return None


def _catalogue(table: SeenTable, others: Sequence[SeenTable]) -> Guess | None:
    del others
    item, person = table.first("item"), table.first("person")
    if item and not person and not table.has("order") and not table.has("session"):
        if table.is_key(item) or not table.first("time", "day"):
            words = table.first("title", "category", "brand", "price", "other", "trait")
            return _guess("items", 0.9 if table.is_key(item) and words else 0.6)
        return _guess("item_states", 0.8) if table.first("price", "stock") else _ignored("pairs")
    if person and not item and not table.has("order") and any(table.is_key(p) for p in table.with_role("person")):
        is_purchase = table.first(*PAYMENTS, "quantity") and table.first("time", "day") and not table.has("trait")
        return None if is_purchase else _guess("people", 0.9 if table.first("trait", "registered_at") else 0.7)
    if person and not item and not table.has("order") and table.has("trait") and not table.first("time", *PAYMENTS):
        return _guess("people", 0.75)
    return None


def _purchases(table: SeenTable, others: Sequence[SeenTable]) -> Guess | None:
    when = table.first("time", "day", "paid_at")
    who = table.first("person", "session")
    order = table.first("order")
    if order is not None:
        return _of_orders(table, others, order=order)
    if who is None:
        return _ignored("no_person") if table.first(*PAYMENTS, "item", "quantity") else None
    return _by_person(table, when=when, word=event_of_name(table))


def _by_person(table: SeenTable, *, when: str | None, word: str | None) -> Guess | None:
    """Rows of people without an order's id: purchases, or what else they did."""
    if word == "product_added" and table.first(*PAYMENTS):
        word = None
    if table.first("item", "title", "category") and (table.first(*PAYMENTS, "price", "quantity") or word == "buy"):
        return _guess("purchases", 0.85 if when else 0.5) if word in (None, "buy") else _guess("events", 0.8)
    if table.first(*PAYMENTS, "quantity", "price") and not table.first("item"):
        return Guess("events", 0.85 if when else 0.5, (Reason("table_orders"),))
    if word is None and table.has("person") and table.first("item", "title") and has_days_alone(table):
        return _guess("purchases", 0.7)
    if table.first("item", "page", "query", "title", "session", "category") and (when or table.has("item")):
        return _guess("events", 0.75 if when else 0.5)
    return _guess("people", 0.6) if table.has("trait") else _guess("events", 0.5) if when else None


def _of_orders(table: SeenTable, others: Sequence[SeenTable], *, order: str) -> Guess:
    knows = bool(table.first("person", "session")) and bool(table.first("time", "day", "paid_at"))
    elsewhere = [other for other in others if other.has("order") and other.is_key(other.first("order"))]
    elsewhere = [other for other in elsewhere if other.first("time", "paid_at", "day")]
    has_lines = table.first("item", "title", "line")
    if table.is_key(order) and (knows or not elsewhere) and table.first("time", "day", "paid_at"):
        return _guess("orders", 0.95 if table.has("person") else 0.6)
    if not knows and elsewhere:
        others_with_lines = any(other.has("item") and other.has("order") for other in others)
        if not has_lines and others_with_lines:
            return _ignored("payments")
        is_money = table.first(*PAYMENTS, "price", "quantity", "item")
        return _guess("lines", 0.9) if is_money else _ignored("nothing")
    if knows:
        return _guess("wide", 0.95)
    return _ignored("no_time" if table.has("person") else "no_person", 0.6)


def has_days_alone(table: SeenTable) -> bool:
    """Whether its instants are days without a time: logs of looks have times, lists of sales often do not."""
    time = table.first("time")
    guess = table.profile(time).time if time else None
    return guess is not None and not guess.has_clock and not table.first("clock", "page", "query", "rating", "dwell")


def event_of_name(table: SeenTable) -> str | None:
    """The behaviour that a file's name speaks of (`clicks.csv`, `购买记录`), None when it speaks of none."""
    words = [singular(word) for word in normalise(table.name).split()]
    hits = [found for word in [normalise(table.name), *words] if (found := meaning_of_word(word))]
    if hits:
        return "buy" if hits[0] in ("order_placed", "order_completed") else hits[0]
    plain = normalise(table.name)
    for word in ("浏览", "加购", "收藏", "购买", "搜索", "分享", "点击"):
        if word in plain:
            return meaning_of_word(word)
    return None
