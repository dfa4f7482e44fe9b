"""The sources that a raw table becomes: one for most kinds, several where one file holds orders, lines and items."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from huaxiang.ingest.mapping import Computed, Constant, MapValue
from huaxiang.ingest.propose.behaviours import Meaning, meaning_of_word
from huaxiang.ingest.propose.categories import category_levels
from huaxiang.ingest.propose.columns import Drafting, columns_of, line_amount
from huaxiang.ingest.propose.kinds import event_of_name
from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.proposal import Draft, Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable
from huaxiang.ingest.propose.statuses import status_of, status_share

__all__ = ["Surroundings", "draft_sources", "event_of"]

_TEXT_KINDS = ("review", "search", "question", "service_chat", "product_page", "social")
_MOST_KEPT = 8


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a table's sources depend on besides the table.

    Attributes:
        people: Namespace → identity columns of the table.
        day: ISO date of what has no time.
        has_orders: Whether another table gives the orders.
        has_items: Whether another table gives the items.
        meanings: What the values of its event column mean.
    """

    people: Mapping[str, tuple[str, ...]]
    day: str
    has_orders: bool
    has_items: bool
    meanings: Sequence[Meaning] = ()


def draft_sources(table: SeenTable, kind: str, around: Surroundings) -> tuple[Draft, ...]:
    """The sources of a table of this kind; none for `ignored` and kinds whose columns are missing."""
    maker = _MAKERS.get(kind)
    return tuple(maker(table, around)) if maker is not None else ()


def _new(table: SeenTable, around: Surroundings) -> Drafting:
    return Drafting(table, around.people, around.day)


def _rest(table: SeenTable, used: Mapping[str, MapValue]) -> list[str]:
    """Columns worth keeping beside the mapped ones: no private ones, no addresses of pages, none that says nothing."""
    taken = {c for value in used.values() for c in columns_of(value)}
    found = []
    for name, guess in table.columns.items():
        p = table.profile(name)
        is_dull = p.is_constant or not p.n_present or p.share["url"] > 0.5 or p.mean_length > 200
        if name not in taken and guess.role not in ("private", "person", "message") and not is_dull:
            found.append(name)
    return found[:_MOST_KEPT]


def event_of(table: SeenTable) -> str:
    """Name of all events of a file without an event column."""
    if table.first("coupon") and not table.has("item"):
        return "coupon_applied"
    word = event_of_name(table)
    if word is not None:
        return "order_line_recorded" if word == "buy" else word
    if table.first("amount", "quantity") and not table.has("item"):
        return "order_completed"
    if table.has("rating"):
        return "product_reviewed"
    return "products_searched" if table.has("query") and not table.has("item") else "product_viewed"


def _events(table: SeenTable, around: Surroundings) -> list[Draft]:
    new = _new(table, around)
    values: dict[str, dict[str, str]] = {}
    buys: dict[str, tuple[str, ...]] = {}
    column = table.first("event")
    if column is not None:
        new.put("name", column, new.note(column))
        buy = "purchase_tracked" if around.has_orders else "order_line_recorded"
        named = {m.raw: buy if m.name == "buy" else m.name for m in around.meanings}
        values["name"] = {raw: word for raw, word in named.items() if raw != word}
        bought = tuple(m.raw for m in around.meanings if m.name == "buy")
        buys = {column: bought} if bought else {}
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
    drafts = [new.draft(_named(table), "events", keep=_rest(table, new.map), values=values)]
    if own_items or (table.has("item", "title") and not around.has_items):
        drafts += _items_within(table, around)
    if buys and not around.has_orders:
        drafts.append(_orders_of_rows(table, around, where=buys))
    return drafts


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
    value = Computed(tuple(name for name, _ in flags), "flags", words=(*words, "product_viewed"))
    new.put("name", value, Guess("event", 0.8, (Reason("name", (", ".join(name for name, _ in flags),)),)))
    return {name: ("1", "1.0", "true", "True", "是", "yes", "Y") for name, word in flags if word == "buy"}


def _order_id(new: Drafting) -> None:
    """The order's own id, else who and when: what one person buys at one moment is one order."""
    table = new.table
    if table.first("order"):
        new.take("order_id", "order")
        return
    who = table.first("person", "session")
    parts = [c for c in (who, table.first("time", "day", "paid_at")) if c is not None]
    reason = Reason("computed", (" + ".join(parts),))
    new.put("order_id", Computed(tuple(parts), "join"), Guess("order", 0.7, (reason,)))


def _orders_of_rows(
    table: SeenTable, around: Surroundings, *, where: Mapping[str, tuple[str, ...]] | None = None
) -> Draft:
    """Orders of a file with one row a line."""
    new = _new(table, around)
    _order_id(new)
    settings: dict[str, object] = {"rows": "lines", **({"where": dict(where)} if where else {})}
    return _finish_orders(new, f"{_named(table)}_orders", settings)


def _finish_orders(new: Drafting, name: str, settings: dict[str, object]) -> Draft:
    table = new.table
    new.instant("placed_at", "time", "paid_at", must=True)
    paid = table.first("paid_at")
    if paid is not None and table.profile(paid).present > 0.2:
        new.instant("paid_at", "paid_at")
    new.instant("closed_at", "closed_at")
    _amounts(new, is_lines=settings.get("rows") == "lines")
    new.take("channel", "channel")
    values: dict[str, dict[str, str]] = {}
    status = table.first("status")
    if status is not None and status_share(table.profile(status).top) > 0.5:
        new.put("status", status, new.note(status))
        known = {value: found for value, _ in table.profile(status).top if (found := status_of(value))}
        values["status"] = {raw: word for raw, word in known.items() if raw != word} | {"*": "completed"}
        values["status"] |= {word: word for word in known if known[word] == word}
    return new.draft(name, "orders", values=values, **settings)


def _amounts(new: Drafting, *, is_lines: bool) -> None:
    if is_lines:
        found = line_amount(new.table)
        if found is not None:
            new.put("paid_minor", *found)
    elif new.table.first("amount"):
        new.take("paid_minor", "amount")
    elif new.table.first("price") and not new.table.first("gross", "net"):
        found = line_amount(new.table)
        if found is not None:
            new.put("paid_minor", *found)
    if not is_lines:
        new.total("gross_minor", "gross")
        new.take("net_minor", "net")
    new.total("discount_minor", "discount")
    new.total("refund_minor", "refund")
    if "net_minor" in new.map and "paid_minor" in new.map:
        del new.map["net_minor"]


def _lines(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Lines of orders that stand elsewhere."""
    new = _new(table, around)
    _order_id(new)
    _line_columns(new)
    drafts = [new.draft(_named(table), "order_lines")]
    return drafts + ([] if around.has_items else _items_within(table, around))


def _line_columns(new: Drafting) -> None:
    table = new.table
    found = line_amount(table)
    if found is not None:
        new.put("amount_minor", *found)
    else:
        new.constant("amount_minor", "0", Reason("default"), confidence=0.5)
    item = new.take("item_id", "item", "title")
    if item is None and (levels := category_levels(table)):
        narrowest = list(levels.values())[-1]
        new.put("item_id", narrowest, new.note(narrowest))
    quantity = table.first("quantity")
    if quantity is not None and table.profile(quantity).share["integer"] > 0.95:
        new.take("quantity", "quantity")
    line, order = table.first("line"), table.first("order")
    if line and order and _are_key(table, order, line) and table.profile(line).share["integer"] > 0.99:
        new.take("line_number", "line")
    new.take("coupon_id", "coupon")


def _are_key(table: SeenTable, a: str, b: str) -> bool:
    left, right = table.profile(a), table.profile(b)
    pairs = set(zip(left.codes.tolist(), right.codes.tolist(), strict=True))
    return len(pairs) == left.n


def _wide(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Orders, their lines, and the items and people that the lines name, from one file."""
    new = _new(table, around)
    _order_id(new)
    _line_columns(new)
    new.instant("occurred_at", "time", "paid_at", must=True)
    drafts = [_orders_of_rows(table, around), new.draft(f"{_named(table)}_lines", "order_lines")]
    if not around.has_items:
        drafts += _items_within(table, around)
    return drafts + _people_within(table, around)


def _orders(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Orders one a row; an item in the row is a line of its own."""
    new = _new(table, around)
    _order_id(new)
    drafts = [_finish_orders(new, _named(table), {})]
    if table.first("item", "title", "category"):
        lines = _new(table, around)
        _order_id(lines)
        _line_columns(lines)
        drafts.append(lines.draft(f"{_named(table)}_lines", "order_lines"))
        if not around.has_items:
            drafts += _items_within(table, around)
    return drafts + _people_within(table, around)


def _items(table: SeenTable, around: Surroundings) -> list[Draft]:
    new = _new(table, around)
    new.take("item_id", "item", "title")
    if not table.is_key(table.first("item", "title")):
        return _items_within(table, around)
    _item_columns(new)
    return [new.draft(_named(table), "items", keep=_rest(table, new.map))]


def _item_columns(new: Drafting) -> None:
    table = new.table
    levels = category_levels(table)
    title = new.take("title", "title")
    if title is None or table.profile(title).present < 0.95:
        labels = [raw for raw in levels.values() if table.profile(raw).share["integer"] < 0.5]
        stand_in = [c for c in (title, labels[-1] if labels else None, table.first("item")) if c is not None]
        full = next((c for c in stand_in if table.profile(c).present > 0.98), stand_in[-1])
        new.put("title", full, Guess("title", 0.6, (Reason("default"),)))
    new.take("brand", "brand")
    for level, raw in levels.items():
        new.put(level, raw, new.note(raw))
    new.take("price_minor", "price")
    new.instant("listed_at", "listed_at")


def _items_within(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Items that a file of events or lines names with a title, a brand or a category."""
    levels = category_levels(table)
    key = table.first("item", "title") or (list(levels.values())[-1] if levels else None)
    if key is None or not (levels or table.first("title", "brand")):
        return []
    new = _new(table, around)
    new.put("item_id", key, new.note(key))
    _item_columns(new)
    if table.first("item", "title") is None:
        new.put("title", key, new.note(key))
    for column in ("price_minor", "listed_at"):
        new.map.pop(column, None)
    return [new.draft(f"{_named(table)}_items", "items", rows="distinct", keep=[])]


def _people(table: SeenTable, around: Surroundings) -> list[Draft]:
    new = _new(table, around)
    _first_seen(new)
    for trait, column in _traits(table, is_people=True).items():
        new.put(trait, column, new.note(column))
    return [new.draft(_named(table), "people")]


def _people_within(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Traits that stand in every row of a person's orders, said once."""
    traits = _traits(table, is_people=False)
    if not traits or not around.people:
        return []
    new = _new(table, around)
    _first_seen(new)
    for trait, column in traits.items():
        new.put(trait, column, new.note(column))
    return [new.draft(f"{_named(table)}_people", "people", rows="distinct")]


def _first_seen(new: Drafting) -> None:
    column = new.table.first("registered_at")
    if column is not None and new.table.profile(column).present > 0.99:
        new.instant("observed_at", "registered_at")
    else:
        new.constant("observed_at", new.day, Reason("no_time", (new.day,)), confidence=0.8)


def _traits(table: SeenTable, *, is_people: bool) -> dict[str, str]:
    roles = (
        ("trait", "other", "category", "flag", "status", "channel", "device", "campaign") if is_people else ("trait",)
    )
    found: dict[str, str] = {}
    person = table.first("person")
    for role in roles:
        for column in table.with_role(role):
            p = table.profile(column)
            few = p.n_distinct <= max(200, 0.2 * p.n_present) and p.share["url"] < 0.5
            owned = is_people or person is None or _owns(table, person, column)
            if not p.is_constant and few and owned:
                found["_".join(normalise(column).split())] = column
    return found


def _owns(table: SeenTable, person: str, column: str) -> bool:
    pair = (table.profile(person).position, table.profile(column).position)
    return pair in table.view.relations.determines


def _texts(table: SeenTable, around: Surroundings) -> list[Draft]:
    new = _new(table, around)
    kind = table.first("text_kind")
    if kind is not None and all(value in _TEXT_KINDS for value, _ in table.profile(kind).top):
        new.put("kind", kind, new.note(kind))
    else:
        new.constant("kind", _text_kind(table), Reason("name", (table.name,)), confidence=0.75)
    new.take("text", "text")
    new.instant("occurred_at", "time", must=True)
    message = table.first("message")
    if message is not None and table.is_key(message):
        new.take("text_id", "message")
    for canonical, role in (
        ("item_id", "item"),
        ("session_id", "session"),
        ("order_id", "order"),
        ("channel", "channel"),
    ):
        new.take(canonical, role)
    drafts = [new.draft(_named(table), "texts")]
    return drafts + ([] if around.has_items else _items_within(table, around) if table.has("item") else [])


def _text_kind(table: SeenTable) -> str:
    plain = normalise(table.name)
    for kind, words in (
        ("search", ("search", "quer", "搜索", "查询")),
        ("service_chat", ("chat", "service", "dialog", "客服", "会话", "聊天")),
        ("question", ("question", "问", "咨询")),
        ("social", ("social", "post", "tweet", "weibo", "帖", "笔记")),
    ):
        if any(word in plain for word in words):
            return kind
    return "review"


def _plain(
    target: str,
    instants: Sequence[tuple[str, tuple[str, ...]]],
    columns: Sequence[tuple[str, tuple[str, ...]]],
    must: str,
) -> Callable[[SeenTable, Surroundings], list[Draft]]:
    """A maker of sources whose columns are taken over one by one."""

    def make(table: SeenTable, around: Surroundings) -> list[Draft]:
        new = _new(table, around)
        for canonical, roles in columns:
            new.take(canonical, *roles)
        for canonical, roles in instants:
            new.instant(canonical, *roles, must=canonical == must)
        _fill(new, target)
        return [new.draft(_named(table), target)]

    return make


def _fill(new: Drafting, target: str) -> None:
    """Columns that the table must have and the file has not."""
    for canonical, roles in (("name", ("title", "campaign")), ("kind", ("consent_kind",)), ("value", ("fact_value",))):
        needs = {"campaigns": ("name",), "consents": ("kind",), "facts": ("name", "value")}.get(target, ())
        if canonical in needs and canonical not in new.map and new.take(canonical, *roles) is None:
            new.constant(canonical, "general", Reason("default"), confidence=0.4)
    if target == "messages" and "message_id" not in new.map and new.table.has("campaign", "person"):
        parts = tuple(c for c in (new.table.first("campaign"), new.table.first("person")) if c is not None)
        new.put(
            "message_id", Computed(parts, "join"), Guess("message", 0.6, (Reason("computed", (" + ".join(parts),)),))
        )
    if target == "consents" and isinstance(new.map.get("kind"), Constant):
        new.constant("kind", "general", Reason("default"), confidence=0.4)


def _same(*names: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((name, (name,)) for name in names)


def _named(table: SeenTable) -> str:
    return table.name


_MAKERS: dict[str, Callable[[SeenTable, Surroundings], list[Draft]]] = {
    "events": _events,
    "orders": _orders,
    "wide": _wide,
    "purchases": _wide,
    "lines": _lines,
    "items": _items,
    "people": _people,
    "texts": _texts,
    "item_states": _plain(
        "item_states",
        (("observed_at", ("time",)),),
        (("item_id", ("item",)), ("price_minor", ("price",)), ("stock", ("stock",))),
        "observed_at",
    ),
    "campaigns": _plain(
        "campaigns",
        (("starts_at", ("starts_at", "time")), ("ends_at", ("ends_at",))),
        (("campaign_id", ("campaign",)), ("name", ("title",)), ("channel", ("channel",)), ("tag_key", ("tag_key",))),
        "starts_at",
    ),
    "coupons": _plain(
        "coupons",
        _same("issued_at", "expires_at", "used_at"),
        (
            ("coupon_id", ("coupon",)),
            ("value_minor", ("coupon_value", "amount", "price", "discount")),
            ("campaign_id", ("campaign",)),
            ("order_id", ("order",)),
        ),
        "issued_at",
    ),
    "messages": _plain(
        "messages",
        _same("sent_at", "delivered_at", "opened_at", "clicked_at"),
        (("message_id", ("message",)), ("campaign_id", ("campaign",)), ("channel", ("channel",))),
        "sent_at",
    ),
    "consents": _plain(
        "consents",
        _same("given_at", "withdrawn_at"),
        (
            ("purpose", ("purpose",)),
            ("kind", ("consent_kind", "text_kind")),
            ("recipient", ("recipient",)),
            ("text_version", ("text_version",)),
        ),
        "given_at",
    ),
    "facts": _plain(
        "facts",
        (("observed_at", ("time", "given_at")), ("expires_at", ("expires_at",))),
        (
            ("name", ("title",)),
            ("value", ("fact_value", "amount")),
            ("contract", ("contract",)),
            ("consent_id", ("consent_id",)),
            ("supplier", ("supplier",)),
            ("confidence_milli", ("confidence",)),
        ),
        "observed_at",
    ),
}
