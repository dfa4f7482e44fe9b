"""Items and people: from lists of their own, or named within files of orders and events."""

from __future__ import annotations

from collections.abc import Mapping

from huaxiang.ingest.mapping import Computed, MapValue
from huaxiang.ingest.propose.around import Surroundings, new_source
from huaxiang.ingest.propose.categories import category_levels
from huaxiang.ingest.propose.columns import Drafting, columns_of
from huaxiang.ingest.propose.names import normalise
from huaxiang.ingest.propose.proposal import Draft, Guess
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable
from huaxiang.ingest.propose.several import separator_of

__all__ = ["items", "items_within", "people", "people_within", "worth_keeping"]

_MOST_KEPT = 8


def items(table: SeenTable, around: Surroundings) -> list[Draft]:
    """A list of items, one a row; where ids repeat, each id once."""
    new = new_source(table, around)
    new.take("item_id", "item", "title")
    if not table.is_key(table.first("item", "title")):
        return items_within(table, around)
    _item_columns(new)
    return [new.draft(table.name, "items", keep=worth_keeping(table, new.map))]


def _item_columns(new: Drafting) -> None:
    table = new.table
    levels = category_levels(table)
    title = new.take("title", "title")
    if title is None or table.profile(title).present < 1.0:
        labels = [raw for raw in levels.values() if table.profile(raw).share["integer"] < 0.5]
        stand_in = [c for c in (title, labels[-1] if labels else None, table.first("item")) if c is not None]
        full = next((n for n, c in enumerate(stand_in, 1) if table.profile(c).present == 1.0), len(stand_in))
        value = stand_in[0] if full == 1 else Computed(tuple(dict.fromkeys(stand_in[:full])), "first")
        new.put("title", value, Guess("title", 0.6, (Reason("default"),)))
    new.take("brand", "brand")
    for level, raw in levels.items():
        new.put(level, raw, new.note(raw))
    new.take("price_minor", "price")
    new.instant("listed_at", "listed_at")


def items_within(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Items that a file of events or lines names with a title, a brand or a category."""
    levels = category_levels(table)
    key = table.first("item", "title") or (list(levels.values())[-1] if levels else None)
    if key is None or not (levels or table.first("title", "brand")):
        return []
    new = new_source(table, around)
    new.put("item_id", key, new.note(key))
    _item_columns(new)
    if table.first("item", "title") is None:
        new.put("title", key, new.note(key))
    for column in ("price_minor", "listed_at"):
        new.map.pop(column, None)
    split = {"split": sign} if key in new.table.columns and (sign := separator_of(table, key)) else {}
    return [new.draft(f"{table.name}_items", "items", rows="distinct", keep=[], **split)]


def people(table: SeenTable, around: Surroundings) -> list[Draft]:
    """A list of people with their traits."""
    new = new_source(table, around)
    _first_seen(new)
    for trait, column in _traits(table, is_people=True).items():
        new.put(trait, column, new.note(column))
    return [new.draft(table.name, "people")]


def people_within(table: SeenTable, around: Surroundings) -> list[Draft]:
    """Traits that stand in every row of a person's orders, said once."""
    traits = _traits(table, is_people=False)
    if not traits or not around.people:
        return []
    new = new_source(table, around)
    _first_seen(new)
    for trait, column in traits.items():
        new.put(trait, column, new.note(column))
    return [new.draft(f"{table.name}_people", "people", rows="distinct")]


def _first_seen(new: Drafting) -> None:
    column = new.table.first("registered_at")
    if column is not None and new.table.profile(column).present > 0.99:
        new.instant("observed_at", "registered_at")
    else:
        new.constant("observed_at", new.day, Reason("no_time", (new.day,)), confidence=0.8)


def _traits(table: SeenTable, *, is_people: bool) -> dict[str, str]:
    """People with their traits."""
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
    """The items of a list of items; one row an item."""
    pair = (table.profile(person).position, table.profile(column).position)
    return pair in table.view.relations.determines


def worth_keeping(table: SeenTable, used: Mapping[str, MapValue]) -> list[str]:
    """Columns worth keeping beside the mapped ones: no private ones, no addresses of pages, none that says nothing."""
    taken = {c for value in used.values() for c in columns_of(value)}
    found = []
    for name, guess in table.columns.items():
        p = table.profile(name)
        is_dull = p.is_constant or not p.n_present or p.share["url"] > 0.5 or p.mean_length > 200
        if name not in taken and guess.role not in ("private", "person", "message") and not is_dull:
            found.append(name)
    return found[:_MOST_KEPT]
