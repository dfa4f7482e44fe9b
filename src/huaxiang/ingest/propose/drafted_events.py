"""Events of a log: their names from a column, from columns of yes and no, or one for the whole file."""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.ingest.mapping import Computed
from huaxiang.ingest.propose.around import Surroundings, new_source
from huaxiang.ingest.propose.behaviours import meaning_of_word
from huaxiang.ingest.propose.categories import category_levels
from huaxiang.ingest.propose.columns import Drafting
from huaxiang.ingest.propose.drafted_orders import orders_of_rows
from huaxiang.ingest.propose.drafted_things import items_within, worth_keeping
from huaxiang.ingest.propose.event_columns import event_columns
from huaxiang.ingest.propose.kinds import event_of_name, has_days_alone
from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.order_money import PAYMENTS, line_amount
from huaxiang.ingest.propose.proposal import Draft, Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

__all__ = ["event_of", "events"]


def event_of(table: SeenTable) -> str:
    """Name of all events of a file without an event column."""
    if table.first("coupon") and not table.has("item"):
        return "coupon_applied"
    word = event_of_name(table)
    if word == "product_viewed" and not table.has("item") and table.has("page"):
        word = "page_viewed"
    if word is not None:
        return "order_line_recorded" if word == "buy" else word
    return _event_of_columns(table)


def _event_of_columns(table: SeenTable) -> str:
    if table.first(*PAYMENTS, "quantity", "price") and not table.has("item"):
        return "order_completed"
    if table.has("rating"):
        return "product_reviewed"
    if table.has("item"):
        return "product_viewed"
    if table.has("query"):
        return "products_searched"
    if has_days_alone(table) and not table.first("session", "page"):
        return "order_completed"
    is_visit = table.has("session") and not table.has("page") and "session" in normalise(table.name)
    return "session_started" if is_visit else "page_viewed" if table.has("page") else "product_viewed"


def events(table: SeenTable, around: Surroundings) -> list[Draft]:
    """The events of a file, and the items and orders in it that no other table gives."""
    new = new_source(table, around)
    values: dict[str, dict[str, str]] = {}
    buys: dict[str, tuple[str, ...]] = {}
    column = table.first("event")
    if column is not None:
        columns = event_columns(table)
        new.put("name", column if len(columns) < 2 else Computed(columns, "first"), new.note(column))
        buy = "purchase_tracked" if around.has_orders else "order_line_recorded"
        named = {m.raw: buy if m.name == "buy" else m.name for m in around.meanings}
        values["name"] = {raw: word for raw, word in named.items() if raw != word}
        bought = tuple(m.raw for m in around.meanings if m.name == "buy")
        buys = {_holding(table, columns, bought): bought} if bought else {}
    else:
        buys = _flags_or_constant(new, around)
    new.instant("occurred_at", "time", "used_at", "paid_at", must=True)
    for canonical, roles in _EVENT_COLUMNS:
        new.take(canonical, *roles)
    _event_amount(new)
    levels = {} if around.has_items else category_levels(table)
    own_items = "category_path_raw" in levels and table.has("item")
    for level, raw in levels.items():
        if not own_items:
            new.put(f"properties.{level}", raw, new.note(raw))
    if not around.has_items:
        new.take("properties.brand", "brand")
    drafts = [new.draft(table.name, "events", keep=worth_keeping(table, new.map), values=values)]
    if own_items or (table.has("item", "title") and not around.has_items):
        drafts += items_within(table, around)
    if buys and not around.has_orders:
        drafts.append(orders_of_rows(table, around, where=buys))
    return drafts


def _holding(table: SeenTable, columns: Sequence[str], words: Sequence[str]) -> str:
    """The column whose cells hold one of the words."""
    return next((c for c in columns if set(words) & set(table.profile(c).distinct)), columns[0])


_EVENT_COLUMNS = (
    ("message_id", ("message",)),
    ("session_id", ("session",)),
    ("item_id", ("item", "title")),
    ("order_id", ("order",)),
    ("quantity", ("quantity",)),
    ("channel", ("channel",)),
    ("device", ("device",)),
    ("page", ("page",)),
    ("zone", ("zone",)),
    ("dwell_ms", ("dwell",)),
    ("campaign_id", ("campaign",)),
    ("query", ("query",)),
)


def _event_amount(new: Drafting) -> None:
    """Events, with what they say of items and orders that no other table gives."""
    message = new.map.get("message_id")
    if isinstance(message, str) and not new.table.is_key(message):
        del new.map["message_id"]
    dwell = new.map.get("dwell_ms")
    if isinstance(dwell, str) and new.table.profile(dwell).share["integer"] < 0.99:
        del new.map["dwell_ms"]
    quantity = new.map.get("quantity")
    if isinstance(quantity, str) and new.table.profile(quantity).share["integer"] < 0.95:
        del new.map["quantity"]
    found = line_amount(new.table)
    if found is not None:
        new.put("amount_minor", *found)
    elif value := new.table.first("coupon_value", "discount"):
        new.put("amount_minor", value, new.note(value))


def _flags_or_constant(new: Drafting, around: Surroundings) -> dict[str, tuple[str, ...]]:
    """The event name from columns of yes and no, the furthest step first, else one for the whole file."""
    table = new.table
    flags = [(name, word) for name in table.with_role("flag") if (word := meaning_of_word(name))]
    if not flags:
        event = event_of(table)
        new.constant("name", event, Reason("constant"), confidence=0.6 if event == "product_viewed" else 0.8)
        return {}
    order = ("buy", "order_placed", "checkout_started", "product_added", "product_favourited")
    flags.sort(key=lambda each: order.index(each[1]) if each[1] in order else len(order))
    buy = "purchase_tracked" if around.has_orders else "order_line_recorded"
    words = [buy if word == "buy" else word for _, word in flags]
    otherwise = "product_viewed"
    if words == ["product_viewed"]:
        words, otherwise = ["element_clicked"], "ad_shown"
    value = Computed(tuple(name for name, _ in flags), "flags", words=(*words, otherwise))
    new.put("name", value, Guess("event", 0.8, (Reason("name", (", ".join(name for name, _ in flags),)),)))
    return {name: ("1", "1.0", "true", "True", "是", "yes", "Y") for name, word in flags if word == "buy"}
