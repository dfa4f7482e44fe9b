"""Tables of strings in, a proposal out: roles, kinds, joins, meanings, sources; pure, and made anew by a correction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from huaxiang.domain.errors import UnknownName
from huaxiang.ingest.propose.apart import kept_apart
from huaxiang.ingest.propose.around import Surroundings
from huaxiang.ingest.propose.behaviours import Meaning, meaning_of_word, meanings
from huaxiang.ingest.propose.drafted_events import event_of
from huaxiang.ingest.propose.drafts import draft_sources
from huaxiang.ingest.propose.event_columns import event_columns, event_values
from huaxiang.ingest.propose.evidence import ROLES
from huaxiang.ingest.propose.identities import name_people
from huaxiang.ingest.propose.joins import evidence_of_joins, find_joins
from huaxiang.ingest.propose.kinds import kind_of
from huaxiang.ingest.propose.proposal import Guess, Proposal, TableGuess
from huaxiang.ingest.propose.seen import SeenTable, look
from huaxiang.ingest.propose.surroundings import guess_project, is_day_first
from huaxiang.ingest.sniffing import SniffedTable

__all__ = ["KINDS", "correct", "correct_value", "propose"]

KINDS: tuple[str, ...] = (
    *("events", "orders", "wide", "purchases", "lines", "items", "people", "texts", "item_states"),
    *("campaigns", "coupons", "messages", "consents", "facts", "ignored"),
)
_USUAL_DAY = "2024-01-01"
_MOST_ROWS = 60_000

Pins = Mapping[tuple[str, str], str]


def propose(
    tables: Sequence[SniffedTable], *, name: str = "shop", pins: Pins | None = None, values: Pins | None = None
) -> Proposal:
    """A mapping of tables that nobody described.

    Args:
        tables: What was seen of the files, names different from each other.
        name: Name of the project.
        pins: (table, column) → role, and (table, "") → kind, that a person said.
        values: (table, raw value) → event name, that a person said.

    Returns:
        Roles, kinds, joins, meanings of values and sources, each with confidence and reasons. The same tables and
        pins give the same proposal.
    """
    pins, values = dict(pins or {}), dict(values or {})
    found = _propose(tables, name=name, pins=pins, values=values, lenient=False)
    if any(draft.person for table in found.tables for draft in table.drafts):
        return found
    return _propose(tables, name=name, pins=pins, values=values, lenient=True)


def _propose(tables: Sequence[SniffedTable], *, name: str, pins: Pins, values: Pins, lenient: bool) -> Proposal:
    day_first = is_day_first([column for table in tables for column in table.columns if table.has_header])
    seen = [look(table, pins=_of_table(pins, table.name), day_first=day_first, lenient=lenient) for table in tables]
    for each in seen:
        each.assign()
    extra = evidence_of_joins(seen, find_joins(seen))
    for each in seen:
        if extra[each.name]:
            each.assign(extra[each.name])
    joins = find_joins(seen)
    people = name_people(seen, joins)
    kinds = {each.name: kind_of(each, [other for other in seen if other is not each]) for each in seen}
    guesses = [_table(each, kinds, seen, people=people.columns[each.name], said=values) for each in seen]
    return Proposal(guess_project(seen, name=name), tuple(guesses), tuple(joins), people.own, pins, values)


def _of_table(pins: Pins, table: str) -> dict[str, str]:
    return {column: role for (own, column), role in pins.items() if own == table}


def correct(proposal: Proposal, table: str, column: str, role: str) -> Proposal:
    """The proposal with what a person says of a column, or with `column` "" of the kind of a table.

    Raises:
        UnknownName: No such table, column, role or kind.
    """
    known = [each.file.name for each in proposal.tables]
    if table not in known:
        raise UnknownName("table", table, known)
    columns = proposal.table(table).file.columns
    if column and column not in columns:
        raise UnknownName("column", column, columns)
    allowed = (*ROLES, "other") if column else KINDS
    if role not in allowed:
        raise UnknownName("role" if column else "kind", role, allowed)
    pins = {**proposal.pins, (table, column): role}
    return propose([t.file for t in proposal.tables], name=proposal.project.name, pins=pins, values=proposal.values)


def correct_value(proposal: Proposal, table: str, raw: str, event: str) -> Proposal:
    """The proposal with what a person says that a behaviour value means: an event name, or `buy`.

    Raises:
        UnknownName: No such table.
    """
    known = [each.file.name for each in proposal.tables]
    if table not in known:
        raise UnknownName("table", table, known)
    values = {**proposal.values, (table, raw): event}
    return propose([t.file for t in proposal.tables], name=proposal.project.name, pins=proposal.pins, values=values)


def _table(
    table: SeenTable,
    kinds: Mapping[str, Guess],
    seen: Sequence[SeenTable],
    *,
    people: Mapping[str, tuple[str, ...]],
    said: Pins,
) -> TableGuess:
    guess = kinds[table.name]
    found = _meanings(table, said) if guess.value == "events" else ()
    others = [other for other in seen if other is not table]
    around = Surroundings(
        people or _by_session(table, guess.value),
        _first_day(seen),
        any(kinds[other.name].value in ("orders", "wide", "purchases") for other in others),
        any(kinds[other.name].value == "items" and other.has("item") for other in others),
        found,
        _has_lines(table, others, kinds),
    )
    event = event_of(table) if guess.value == "events" and not table.first("event", "flag") else ""
    drafts = draft_sources(table, guess.value, around)
    columns = tuple(table.columns.values())
    return TableGuess(table.file, guess.value, guess.confidence, guess.reasons, columns, found, drafts, event)


def _has_lines(table: SeenTable, others: Sequence[SeenTable], kinds: Mapping[str, Guess]) -> bool:
    """Whether another table lists the lines of this one's orders."""
    if not table.has("order"):
        return False
    return any(kinds[other.name].value in ("lines", "wide") and other.has("order", "item") for other in others)


def _by_session(table: SeenTable, kind: str) -> dict[str, tuple[str, ...]]:
    """Where nothing tells people apart, a session stands for a visitor."""
    session = table.first("session")
    return {"anonymous_id": (session,)} if session and kind in ("events", "purchases", "wide") else {}


def _first_day(seen: Sequence[SeenTable]) -> str:
    """The earliest day of any table's instants."""
    lows = [
        p.time.low
        for table in seen
        for p in table.view.profiles
        if p.time is not None and p.name in table.with_role("time")
    ]
    return str(min(lows).date()) if lows else _USUAL_DAY


def _meanings(table: SeenTable, said: Pins) -> tuple[Meaning, ...]:
    column = table.first("event")
    if column is None:
        return ()
    p, top = table.profile(column), event_values(table)
    order = table.first("order")
    has_order: frozenset[str] = frozenset()
    if order is not None and table.profile(order).present < 0.9:
        shares = {
            value: float(np.mean(table.profile(order).codes[p.codes == p.distinct.index(value)] >= 0))
            for value, _ in p.top
        }
        has_order = frozenset(value for value, share in shares.items() if share > 0.8)
    found = meanings(top, before=_before(table, column), has_order=has_order)
    found = [_of_items(each, table) for each in found]
    found = kept_apart(found)
    return tuple(
        replace(each, name=said[table.name, each.raw], confidence=1.0, reason="pinned")
        if (table.name, each.raw) in said
        else each
        for each in found
    )


def _of_items(meaning: Meaning, table: SeenTable) -> Meaning:
    """Pages are looked at without an item; who follows an item has it among the favourites."""
    item = table.first("item")
    p = next((p for p in map(table.profile, event_columns(table)) if meaning.raw in p.distinct), None)
    if p is None or meaning.name not in ("product_viewed", "user_followed"):
        return meaning
    rows = p.codes == p.distinct.index(meaning.raw)
    share = float(np.mean(table.profile(item).codes[rows] >= 0)) if item is not None and rows.any() else 0.0
    if meaning.name == "user_followed" and share > 0.9:
        return replace(meaning, name="product_favourited")
    has_page = table.has("page") or "page" in meaning.raw.lower()
    is_of_product = meaning_of_word(meaning.raw) is None
    if meaning.name == "product_viewed" and share < 0.02 and has_page and not is_of_product:
        return replace(meaning, name="page_viewed")
    return meaning


def _before(table: SeenTable, column: str) -> Counter[tuple[str, str]]:
    """(behaviour, the one before it of the same person on the same item) → how often, in the order of time."""
    person, item, time = table.first("person", "session"), table.first("item"), table.first("time")
    found: Counter[tuple[str, str]] = Counter()
    if person is None or item is None:
        return found
    p = table.profile(column)
    moments = table.profile(time).distinct if time else ()
    ranks = (
        np.argsort(np.argsort(np.array(moments, dtype=object), kind="stable"), kind="stable") if time else np.zeros(0)
    )
    last: dict[tuple[int, int], int] = {}
    codes = [table.profile(c).codes[:_MOST_ROWS] for c in (person, item, column)]
    order = np.arange(len(codes[0]))
    if time:
        at = table.profile(time).codes[:_MOST_ROWS]
        order = np.argsort(np.where(at >= 0, ranks[np.maximum(at, 0)], -1), kind="stable")
    for row in order.tolist():
        key, value = (int(codes[0][row]), int(codes[1][row])), int(codes[2][row])
        if key in last and value >= 0 and last[key] >= 0:
            found[p.distinct[value], p.distinct[last[key]]] += 1
        last[key] = value
    return found
