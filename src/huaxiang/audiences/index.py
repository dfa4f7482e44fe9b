"""Everyone in the store as columns: what expressions are counted on, with the tags that the gate withholds marked."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from huaxiang.audiences.exclusions import exclusion
from huaxiang.domain.profiles import HeldTag
from huaxiang.stores.base import Meta, Store
from huaxiang.tags.expressions import ArrowIndex
from huaxiang.tags.gate import Gate

__all__ = ["EVENT_SCHEMA", "NO_EVENTS", "PeopleIndex", "read_index"]

EVENT_SCHEMA = pa.schema(
    [
        ("person_id", pa.int64()),
        ("name", pa.string()),
        ("occurred_at", pa.int64()),
        *((name, pa.int64()) for name in ("quantity", "amount_minor", "dwell_ms")),
        *((name, pa.string()) for name in ("item_id", "l1", "l2", "l3", "brand", "channel", "device", "page", "zone")),
        ("campaign_id", pa.string()),
    ]
)
"""Columns of events as `did(…)` reads them; `person_id` is the person's number."""
NO_EVENTS = EVENT_SCHEMA.empty_table()


@dataclass(frozen=True)
class PeopleIndex:
    """Everyone as of an instant; a person's number is the place among `ids`.

    Attributes:
        meta: The generation it was read from.
        ids: Person ids, sorted.
        assignments: person_id (number), tag_key, score_milli, confidence_milli, stance, and `reason`: why the gate
            withholds it, null when it passes.
        features: person_id (number), feature, value.
        traits: person_id (number), name, value.
        facts: person_id (number), name, value.
        excluded: Numbers of the people who are in no audience, by reason; everyone in one reason at most.
    """

    meta: Meta
    ids: list[str]
    assignments: pa.Table
    features: pa.Table
    traits: pa.Table
    facts: pa.Table
    excluded: dict[str, BitMap] = field(default_factory=dict)

    @cached_property
    def id_array(self) -> pa.Array:
        """`ids` as a column."""
        return pa.array(self.ids, pa.string())

    @property
    def eligible(self) -> BitMap:
        """Numbers of the people who may be in an audience."""
        return BitMap(range(len(self.ids))) - BitMap.union(BitMap(), *self.excluded.values())

    def with_events(self, events: pa.Table = NO_EVENTS, *, is_unproven_included: bool = False) -> ArrowIndex:
        """What expressions are evaluated on.

        Args:
            events: Columns of `EVENT_SCHEMA`.
            is_unproven_included: Whether tags that the gate withholds count as held: for counts alone.
        """
        tags = self.assignments
        if not is_unproven_included:
            tags = tags.filter(pc.is_null(tags["reason"]))
        patterns = pa.table({"person_id": pa.array([], pa.int64()), "pattern_id": pa.array([], pa.string())})
        tables = {
            "assignments": tags,
            "features": self.features,
            "traits": self.traits,
            "facts": self.facts,
            "events": events,
            "patterns": patterns,
        }
        return ArrowIndex(pa.array(range(len(self.ids)), pa.int64()), tables, self.meta.as_of)

    def names(self, table: str, column: str) -> set[str]:
        """Distinct values of a column of one of its tables, such as ("traits", "name")."""
        return set(pc.unique(getattr(self, table)[column]).to_pylist())


class _Words:
    """A text column under way: each text once, and its number for each row."""

    def __init__(self) -> None:
        self._numbers: dict[str | None, int] = {}
        self._rows = array("q")

    def add(self, word: str | None) -> None:
        self._rows.append(self._numbers.setdefault(word, len(self._numbers)))

    def column(self) -> pa.Array:
        words = pa.array(list(self._numbers), pa.string())
        return words.take(_integers(self._rows))


class _Named:
    """Rows of (person, name, value) under way; values are numbers or texts."""

    def __init__(self, values: array[float] | _Words) -> None:
        self.person, self.name, self.value = array("q"), _Words(), values

    def add(self, person: int, rows: dict[str, Any]) -> None:
        add = self.value.add if isinstance(self.value, _Words) else self.value.append
        for name, value in rows.items():
            self.person.append(person)
            self.name.add(name)
            add(value)

    def table(self, name: str) -> pa.Table:
        value = self.value.column() if isinstance(self.value, _Words) else _floats(self.value)
        return pa.table({"person_id": _integers(self.person), name: self.name.column(), "value": value})


class _Tags:
    """Rows of assignments under way."""

    def __init__(self) -> None:
        self.person, self.score, self.confidence = array("q"), array("q"), array("q")
        self.key, self.stance, self.reason = _Words(), _Words(), _Words()

    def add(self, person: int, tag: HeldTag, reason: str | None) -> None:
        self.person.append(person)
        self.key.add(tag.tag_key)
        self.score.append(tag.score_milli)
        self.confidence.append(tag.confidence_milli)
        self.stance.add(tag.stance)
        self.reason.add(reason)

    def table(self) -> pa.Table:
        columns = {
            "person_id": _integers(self.person),
            "tag_key": self.key.column(),
            "score_milli": _integers(self.score),
            "confidence_milli": _integers(self.confidence),
            "stance": self.stance.column(),
            "reason": self.reason.column(),
        }
        return pa.table(columns)


def _integers(values: array[int]) -> pa.Array:
    return pa.array(np.frombuffer(values, dtype=np.int64)) if values else pa.array([], pa.int64())


def _floats(values: array[float]) -> pa.Array:
    return pa.array(np.frombuffer(values, dtype=np.float64)) if values else pa.array([], pa.float64())


def read_index(store: Store, gate: Gate) -> PeopleIndex:
    """Everyone in the store, each tag judged by the gate at the store's as-of."""
    meta = store.meta()
    ids: list[str] = []
    tags, features = _Tags(), _Named(array("d"))
    traits, facts = _Named(_Words()), _Named(_Words())
    excluded: dict[str, BitMap] = {}
    for number, profile in enumerate(store.profiles()):
        ids.append(profile.person_id)
        why = exclusion(profile, as_of=meta.as_of)
        if why is not None:
            excluded.setdefault(why, BitMap()).add(number)
        for tag in profile.tags:
            tags.add(number, tag, gate.reason(tag, at=meta.as_of))
        features.add(number, profile.features)
        traits.add(number, profile.traits)
        facts.add(number, profile.facts)
    named = features.table("feature"), traits.table("name"), facts.table("name")
    return PeopleIndex(meta, ids, tags.table(), *named, excluded)
