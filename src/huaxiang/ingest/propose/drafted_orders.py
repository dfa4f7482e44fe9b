"""Orders and their lines: one a row, one line a row, or lines whose orders stand elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from huaxiang.ingest.mapping import Computed
from huaxiang.ingest.propose.around import Surroundings, new_source
from huaxiang.ingest.propose.categories import category_levels
from huaxiang.ingest.propose.columns import Drafting
from huaxiang.ingest.propose.drafted_things import items_within, people_within
from huaxiang.ingest.propose.order_money import (
    PAYMENTS,
    before_discounts,
    is_of_order,
    line_amount,
    order_payment,
)
from huaxiang.ingest.propose.proposal import Draft, Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable
from huaxiang.ingest.propose.several import separator_of
from huaxiang.ingest.propose.statuses import status_of, status_share

__all__ = ["lines", "orders", "orders_of_rows", "wide"]


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


def orders_of_rows(
    table: SeenTable, around: Surroundings, *, where: Mapping[str, tuple[str, ...]] | None = None
) -> Draft:
    """Orders of a file with one row a line, or with the whole order's amounts in every row."""
    new = new_source(table, around)
    _order_id(new)
    rows = "repeated" if order_payment(table) else "lines"
    settings: dict[str, object] = {"rows": rows, **({"where": dict(where)} if where else {})}
    return _finish_orders(new, f"{table.name}_orders", settings)


def _finish_orders(new: Drafting, name: str, settings: dict[str, object]) -> Draft:
    table = new.table
    new.instant("placed_at", "time", "paid_at", must=True)
    paid = table.first("paid_at")
    if paid is not None and table.profile(paid).present > 0.2:
        new.instant("paid_at", "paid_at")
    new.instant("closed_at", "closed_at")
    if settings.get("rows") == "lines":
        _amounts_of_lines(new)
    else:
        _amounts_of_orders(new)
    new.take("channel", "channel")
    values: dict[str, dict[str, str]] = {}
    status = table.first("status")
    if status is not None and status_share(table.profile(status).top) > 0.5:
        new.put("status", status, new.note(status))
        known = {value: found for value, _ in table.profile(status).top if (found := status_of(value))}
        values["status"] = {raw: word for raw, word in known.items() if raw != word} | {"*": "completed"}
        values["status"] |= {word: word for word in known if known[word] == word}
    return new.draft(name, "orders", values=values, **settings)


def _amounts_of_lines(new: Drafting) -> None:
    found = line_amount(new.table)
    if found is not None:
        new.put("paid_minor", *found)
    for canonical, role in (("discount_minor", "discount"), ("refund_minor", "refund")):
        new.total(canonical, [c for c in new.table.with_role(role) if not is_of_order(new.table, c)])


def _amounts_of_orders(new: Drafting) -> None:
    """What was paid, and what it would have been before discounts; of what was to be paid alone when nothing else."""
    table = new.table
    paid = order_payment(table) or new.take("paid_minor", *PAYMENTS)
    if paid is not None:
        new.put("paid_minor", paid, new.note(paid))
    elif table.first("price") and not table.first("gross", "net"):
        found = line_amount(table)
        if found is not None:
            new.put("paid_minor", *found)
    new.total("gross_minor", table.with_role("gross"))
    whole = None if paid is None or "gross_minor" in new.map else before_discounts(table, paid)
    if whole is not None:
        new.put("gross_minor", whole, new.note(whole))
    if paid is None:
        new.take("net_minor", "net")
    if "gross_minor" not in new.map or paid is None:
        new.total("discount_minor", table.with_role("discount"))
    new.total("refund_minor", table.with_role("refund"))


def lines(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Lines of orders that stand elsewhere."""
    new = new_source(table, around)
    _order_id(new)
    drafts = [new.draft(table.name, "order_lines", **_line_columns(new))]
    return drafts + ([] if around.has_items else items_within(table, around))


def _line_columns(new: Drafting) -> dict[str, str]:
    """Maps the columns of lines; returns how the rows are to be taken: several items a row, amounts repeated."""
    table = new.table
    settings: dict[str, str] = {}
    found = line_amount(table)
    if found is not None and isinstance(found[0], str) and is_of_order(table, found[0]):
        settings["rows"] = "repeated"
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
    if item is not None and (sign := separator_of(table, item)):
        settings["split"] = sign
    return settings


def _are_key(table: SeenTable, a: str, b: str) -> bool:
    left, right = table.profile(a), table.profile(b)
    pairs = set(zip(left.codes.tolist(), right.codes.tolist(), strict=True))
    return len(pairs) == left.n


def wide(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Orders, their lines, and the items and people that the lines name, from one file."""
    new = new_source(table, around)
    _order_id(new)
    settings = _line_columns(new)
    new.instant("occurred_at", "time", "paid_at", must=True)
    drafts = [orders_of_rows(table, around), new.draft(f"{table.name}_lines", "order_lines", **settings)]
    if not around.has_items:
        drafts += items_within(table, around)
    return drafts + people_within(table, around)


def orders(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Orders one a row; an item in the row is a line of its own."""
    new = new_source(table, around)
    _order_id(new)
    drafts = [_finish_orders(new, table.name, {})]
    if table.first("item", "title", "category") and not around.has_lines:
        lines = new_source(table, around)
        _order_id(lines)
        drafts.append(lines.draft(f"{table.name}_lines", "order_lines", **_line_columns(lines)))
        if not around.has_items:
            drafts += items_within(table, around)
    return drafts + people_within(table, around)
