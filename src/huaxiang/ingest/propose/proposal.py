"""What is proposed for files nobody described: tables, columns, meanings, each with confidence and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from huaxiang.ingest.mapping import Computed, Constant, MapValue
from huaxiang.ingest.propose.behaviours import Meaning
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.sniffing import SniffedTable

__all__ = ["UNSURE", "ColumnGuess", "Draft", "Guess", "Join", "ProjectGuess", "Proposal", "TableGuess"]

UNSURE = 0.7
"""A guess with less confidence is asked about, or warned of."""


@dataclass(frozen=True, slots=True)
class Guess:
    """A value with its confidence 0..1 and reasons."""

    value: str
    confidence: float
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """What a raw column plays.

    Attributes:
        column: Its name.
        role: A role of words.yaml, `day` or `flag`; `other` for none.
        confidence: 0..1.
        reasons: Why.
        examples: The first different values, at most three; private ones are left out.
        alternatives: Other roles with their confidence, best first.
        namespace: For `person`: the kind of identity.
    """

    column: str
    role: str
    confidence: float
    reasons: tuple[Reason, ...] = ()
    examples: tuple[str, ...] = ()
    alternatives: tuple[tuple[str, float], ...] = ()
    namespace: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """One `[[source]]` to be written.

    Attributes:
        name: Name of the source.
        table: Canonical table.
        map: Canonical column → what it is.
        notes: Canonical column or `person.<namespace>` → the guess it rests on.
        values: Canonical column → raw value → canonical value.
        meanings: Raw value of the event name → what it means.
        person: Namespace → raw columns.
        settings: Other keys: rows, where, keep, time_zone, emit.
        format: Keys of `format` besides those of the file.
    """

    name: str
    table: str
    map: Mapping[str, MapValue]
    notes: Mapping[str, Guess] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    person: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)
    format: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableGuess:
    """What a raw table is.

    Attributes:
        file: What was seen of it.
        kind: events, orders, order_lines, people, texts, items, item_states, facts, campaigns, coupons, messages,
            consents; `wide` for orders and lines in one; `purchases` for lines without an order's id; `ignored`.
        confidence: 0..1.
        reasons: Why; for `ignored` why it is not used.
        columns: Its columns, in their order.
        meanings: What the values of its event column mean; empty without one.
        drafts: The sources that it becomes.
        event: Name of all its events, where the file says none.
    """

    file: SniffedTable
    kind: str
    confidence: float
    reasons: tuple[Reason, ...]
    columns: tuple[ColumnGuess, ...]
    meanings: tuple[Meaning, ...] = ()
    drafts: tuple[Draft, ...] = ()
    event: str = ""

    def playing(self, role: str) -> ColumnGuess | None:
        """The first column that plays a role."""
        return next((each for each in self.columns if each.role == role), None)


@dataclass(frozen=True, slots=True)
class Join:
    """Two columns that hold the same keys: share of the fewer different values that are in both, 0..1."""

    left: tuple[str, str]
    right: tuple[str, str]
    role: str
    share: float


@dataclass(frozen=True, slots=True)
class ProjectGuess:
    """`[project]` of the proposal."""

    name: str
    language: Guess
    time_zone: Guess
    currency: Guess


@dataclass(frozen=True, slots=True)
class Proposal:
    """A mapping of several tables, and what it was made with: `correct` makes it again with more pins.

    Attributes:
        project: Name, language, zone, currency.
        tables: The tables, in the order given.
        joins: Keys that tables share.
        namespaces: Kinds of identities besides the shipped ones.
        pins: (table, column) → role, and (table, "") → kind of table, as a person said.
        values: (table, raw value) → event name, as a person said.
    """

    project: ProjectGuess
    tables: tuple[TableGuess, ...]
    joins: tuple[Join, ...] = ()
    namespaces: tuple[str, ...] = ()
    pins: Mapping[tuple[str, str], str] = field(default_factory=dict)
    values: Mapping[tuple[str, str], str] = field(default_factory=dict)

    def table(self, name: str) -> TableGuess:
        """The table of that name; raises KeyError when there is none."""
        for each in self.tables:
            if each.file.name == name:
                return each
        raise KeyError(name)

    def to_dict(self, language: str | None = None) -> dict[str, Any]:
        """The proposal as JSON shows it, reasons in `language` (the project's unless given)."""
        words = language or self.project.language.value
        project = {key: _guess(getattr(self.project, key), words) for key in ("language", "time_zone", "currency")}
        return {
            "project": {"name": self.project.name, **project},
            "tables": [_table(each, words) for each in self.tables],
            "joins": [
                {"left": list(j.left), "right": list(j.right), "role": j.role, "share": round(j.share, 3)}
                for j in self.joins
            ],
            "namespaces": list(self.namespaces),
        }


def _guess(guess: Guess, language: str) -> dict[str, Any]:
    return {
        "value": guess.value,
        "confidence": round(guess.confidence, 3),
        "reasons": [each.text(language) for each in guess.reasons],
    }


def _table(table: TableGuess, language: str) -> dict[str, Any]:
    return {
        "name": table.file.name,
        "path": str(table.file.path),
        "source_kind": table.file.kind,
        "rows": table.file.n_rows,
        "kind": table.kind,
        "confidence": round(table.confidence, 3),
        "reasons": [each.text(language) for each in table.reasons],
        "columns": [
            {
                "column": each.column,
                "role": each.role,
                "namespace": each.namespace or None,
                "confidence": round(each.confidence, 3),
                "reasons": [reason.text(language) for reason in each.reasons],
                "examples": list(each.examples),
                "alternatives": [{"role": role, "confidence": round(c, 3)} for role, c in each.alternatives],
            }
            for each in table.columns
        ],
        "event": table.event or None,
        "values": [
            {"raw": m.raw, "event": m.name, "rows": m.rows, "confidence": m.confidence, "reason": m.reason}
            for m in table.meanings
        ],
        "sources": [
            {
                "name": d.name,
                "table": d.table,
                "map": {key: _plain(v) for key, v in d.map.items()},
                "person": {key: list(v) for key, v in d.person.items()},
            }
            for d in table.drafts
        ],
    }


def _plain(value: MapValue) -> object:
    if isinstance(value, Constant):
        return {"value": value.value}
    if isinstance(value, Computed):
        return {value.how: list(value.columns)}
    return value
