"""An expression as an Ibis table of the people who meet it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ibis

from huaxiang.tags.expressions.numbers import NUMBER_TEXT
from huaxiang.tags.expressions.terms import (
    COMPARE,
    And,
    Comparison,
    Did,
    Expression,
    Fact,
    Feature,
    Interest,
    Known,
    Not,
    Or,
    Pattern,
    Tag,
    Term,
    Trait,
)

__all__ = ["Tables", "people_of"]


@dataclass(frozen=True, slots=True)
class Tables:
    """What an expression reads, as Ibis tables.

    Attributes:
        people: person_id, one row for everyone.
        assignments: person_id, tag_key, score_milli, stance; only those that the caller's gate lets through.
        features: person_id, feature, value.
        traits: person_id, name, value; one row for each person and name.
        facts: person_id, name, value; one row for each person and name.
        events: person_id, name, occurred_at (µs) and the columns that `did(… where …)` may name.
        patterns: person_id, pattern_id.
    """

    people: Any
    assignments: Any
    features: Any
    traits: Any
    facts: Any
    events: Any
    patterns: Any


def people_of(expression: Expression, tables: Tables, as_of: int) -> Any:
    """Ibis table with one column person_id: everyone who meets the expression at `as_of` (µs), once."""
    everyone = tables.people.select("person_id")
    if isinstance(expression, And):
        found = people_of(expression.parts[0], tables, as_of)
        for part in expression.parts[1:]:
            found = found.semi_join(people_of(part, tables, as_of).view(), "person_id")
        return found
    if isinstance(expression, Or):
        parts = [people_of(part, tables, as_of) for part in expression.parts]
        return ibis.union(*parts, distinct=True)
    if isinstance(expression, Not):
        return everyone.anti_join(people_of(expression.part, tables, as_of).view(), "person_id")
    if isinstance(expression, Did):
        return _did(expression, tables, as_of)
    return everyone.semi_join(_holders(expression, tables), "person_id")


def _holders(term: Term, tables: Tables) -> Any:  # noqa: PLR0911 (one line a kind of term)
    """Rows of the people who meet a term that asks for a stored value, perhaps several of a person."""
    match term:
        case Tag(key, comparison):
            rows = tables.assignments.filter(tables.assignments.tag_key == key)
            return rows if comparison is None else rows.filter(_compare(rows.score_milli, comparison))
        case Interest():
            return _interested(term, tables.assignments)
        case Feature(name, comparison):
            rows = tables.features.filter(tables.features.feature == name)
            return rows.filter(_is_number(rows.value), _compare(rows.value, comparison))
        case Trait(name, comparison):
            return _texts(tables.traits, name, comparison)
        case Fact(name, comparison):
            return _texts(tables.facts, name, comparison)
        case Pattern(pattern_id):
            return tables.patterns.filter(tables.patterns.pattern_id == pattern_id)
        case Known("feature", name):
            rows = tables.features.filter(tables.features.feature == name)
            return rows.filter(_is_number(rows.value))
        case Known(kind, name):
            rows = tables.traits if kind == "trait" else tables.facts
            return rows.filter(rows.name == name, rows.value.notnull())
    raise AssertionError(term)


def _interested(term: Interest, assignments: Any) -> Any:
    if not term.keys:
        return assignments.filter(ibis.literal(False))
    rows = assignments.filter(assignments.tag_key.isin(term.keys))
    if term.stance is None:
        return rows.filter(rows.stance.isnull() | (rows.stance != "avoid"))
    return rows.filter(rows.stance == term.stance)


def _is_number(value: Any) -> Any:
    return value.notnull() & ~value.isnan()


def _texts(table: Any, name: str, comparison: Comparison) -> Any:
    rows = table.filter(table.name == name, table.value.notnull())
    if isinstance(comparison.value, str):
        return rows.filter(_compare(rows.value, comparison))
    rows = rows.filter(rows.value.re_search(NUMBER_TEXT))
    return rows.filter(_compare(rows.value.try_cast("float64"), comparison))


def _compare(column: Any, comparison: Comparison) -> Any:
    value = comparison.value
    typed = ibis.literal(value if isinstance(value, str) else float(value))
    return COMPARE[comparison.operator](column, typed).fill_null(False)


def _did(term: Did, tables: Tables, as_of: int) -> Any:
    """People by their count of events; nobody has a missing count, those without events have 0."""
    events = tables.events
    events = events.filter(events.name == term.event, events.occurred_at <= as_of)
    if term.within_us is not None:
        events = events.filter(events.occurred_at > as_of - term.within_us)
    for each in term.where:
        events = events.filter(_compare(events[each.column], each.comparison))
    counts = events.group_by("person_id").aggregate(times=events.count())
    everyone = tables.people.select("person_id")
    if term.comparison.holds(0):
        return everyone.anti_join(counts.filter(~_compare(counts.times, term.comparison)), "person_id")
    return everyone.semi_join(counts.filter(_compare(counts.times, term.comparison)), "person_id")
