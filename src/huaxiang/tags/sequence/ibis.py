"""Sequence rules as Ibis expressions: for batches and back-tests, equal to the judge on every person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import ibis

from huaxiang.tags.sequence.declaration import SequenceRule, Without

__all__ = ["EVENT_COLUMNS", "as_ibis", "raises"]

EVENT_COLUMNS = ("event_id", "name", "occurred_at", "item_id", "order_id", "session_id", "l1", "l2", "l3")

_GROUPS: dict[str, Callable[[Any], Any]] = {
    "person": lambda _: ibis.literal(""),
    "item": lambda row: row.item_id,
    "category": lambda row: ibis.coalesce(row.l3, row.l2, row.l1),
    "session": lambda row: row.session_id,
    "order": lambda row: row.order_id,
}


def as_ibis(rule: SequenceRule, events: Any, as_of: int, *, key: str = "person_id") -> Any:
    """Who is flagged at `as_of`.

    Args:
        rule: The rule.
        events: Ibis table with `key` and EVENT_COLUMNS; `occurred_at` in µs.
        as_of: Instant in µs; later events are not read.
        key: Column whose values are judged, such as person_id or identity.

    Returns:
        Ibis table with `key`, valid_from, valid_until (µs): one row for each flagged value.
    """
    low = as_of - rule.window_us
    seen = events.filter(events.occurred_at > low, events.occurred_at <= as_of)
    spans = raises(rule, seen, key=key)
    spans = spans.filter(spans.raised_at <= as_of, spans.raised_at > as_of - rule.expires_us)
    if rule.ending is not None:
        spans = _not_met(spans, seen, rule.ending, key=key, within_us=None)
    ranked = spans.mutate(
        place=ibis.row_number().over(group_by=key, order_by=[spans.raised_at.desc(), spans.last_event_id.desc()])
    )
    last = ranked.filter(ranked.place == 0)
    return last.select(key, valid_from=last.raised_at, valid_until=last.raised_at + rule.expires_us)


def raises(rule: SequenceRule, events: Any, *, key: str = "person_id") -> Any:
    """Every time the rule's flag went up within these events, as if time went on after the last one.

    Returns:
        Ibis table with `key`, last_at (last `after` event), last_event_id, raised_at and the columns item_id,
        order_id, session_id, l1, l2, l3 of that event.
    """
    matches = _matches(rule, events, key=key)
    if rule.without is not None and rule.wait_us:
        matches = _not_met(matches, events, rule.without, key=key, within_us=rule.without.within_us)
    if rule.ending is not None and (rule.ends is not None or not rule.wait_us):
        matches = _not_met(matches, events, rule.ending, key=key, within_us=rule.wait_us)
    return matches.mutate(raised_at=matches.last_at + rule.wait_us)


def _matches(rule: SequenceRule, events: Any, *, key: str) -> Any:
    """The completed matches whose clock no later match of the group started anew."""
    after = rule.after
    rows = events.filter(events.name.isin(sorted(after.events)), events[key].notnull())
    rows = rows.mutate(group_=_GROUPS[after.same](rows))
    rows = rows.filter(rows.group_.notnull())
    order = [rows.occurred_at, rows.event_id]
    window = ibis.window(group_by=[key, "group_"], order_by=order)
    rows = rows.mutate(first_at_=rows.occurred_at.lag(after.times - 1).over(window))
    rows = rows.filter(rows.first_at_.notnull(), rows.occurred_at - rows.first_at_ <= after.within_us)
    if rule.wait_us:
        window = ibis.window(group_by=[key, "group_"], order_by=[rows.occurred_at, rows.event_id])
        rows = rows.mutate(next_at_=rows.occurred_at.lead(1).over(window))
        rows = rows.filter(rows.next_at_.isnull() | (rows.next_at_ > rows.occurred_at + rule.wait_us))
    return rows.select(
        key,
        "item_id",
        "order_id",
        "session_id",
        "l1",
        "l2",
        "l3",
        last_at=rows.occurred_at,
        last_event_id=rows.event_id,
    )


def _not_met(spans: Any, events: Any, part: Without, *, key: str, within_us: int | None) -> Any:
    """The spans whose last event no event of `part` follows (within a time, when one is given)."""
    met = events.filter(events.name.isin(sorted(part.events)), events[key].notnull())
    met = met.select(who_=met[key], met_group=_GROUPS[part.same](met), met_at=met.occurred_at)
    spans = spans.mutate(group_=_GROUPS[part.same](spans))
    conditions = [
        spans[key] == met.who_,
        met.met_at >= spans.last_at,
        met.met_group.isnull() | (met.met_group == spans.group_).fill_null(False),
    ]
    if within_us is not None:
        conditions.append(met.met_at <= spans.last_at + within_us)
    return spans.anti_join(met, conditions).drop("group_")
