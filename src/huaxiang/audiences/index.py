"""Everyone in the store as columns: what expressions are counted on, with the tags that the gate withholds marked."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from huaxiang.audiences.exclusions import exclusion
from huaxiang.domain.profiles import Profile
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


class _Columns:
    """Columns under way: integers packed, texts as references."""

    def __init__(self, *names: str) -> None:
        self.person, self.columns = array("q"), {name: [] for name in names}  # type: ignore[var-annotated]

    def add(self, person: int, **values: Any) -> None:
        self.person.append(person)
        for name, column in self.columns.items():
            column.append(values[name])

    def table(self, **types: pa.DataType) -> pa.Table:
        person = pa.array(memoryview(self.person), pa.int64()) if self.person else pa.array([], pa.int64())
        return pa.table({"person_id": person, **{n: pa.array(self.columns[n], t) for n, t in types.items()}})


def read_index(store: Store, gate: Gate) -> PeopleIndex:
    """Everyone in the store, each tag judged by the gate at the store's as-of."""
    meta = store.meta()
    return _index(store.profiles(), meta, gate)


def _index(profiles: Iterable[Profile], meta: Meta, gate: Gate) -> PeopleIndex:
    ids: list[str] = []
    tags = _Columns("tag_key", "score_milli", "confidence_milli", "stance", "reason")
    features, traits, facts = _Columns("feature", "value"), _Columns("name", "value"), _Columns("name", "value")
    excluded: dict[str, BitMap] = {}
    for number, profile in enumerate(profiles):
        ids.append(profile.person_id)
        why = exclusion(profile, as_of=meta.as_of)
        if why is not None:
            excluded.setdefault(why, BitMap()).add(number)
        for tag in profile.tags:
            tags.add(
                number,
                tag_key=tag.tag_key,
                score_milli=tag.score_milli,
                confidence_milli=tag.confidence_milli,
                stance=tag.stance,
                reason=gate.reason(tag, at=meta.as_of),
            )
        for name, value in profile.features.items():
            features.add(number, feature=name, value=value)
        for name, text in profile.traits.items():
            traits.add(number, name=name, value=text)
        for name, text in profile.facts.items():
            facts.add(number, name=name, value=text)
    return PeopleIndex(
        meta,
        ids,
        tags.table(
            tag_key=pa.string(),
            score_milli=pa.int64(),
            confidence_milli=pa.int64(),
            stance=pa.string(),
            reason=pa.string(),
        ),
        features.table(feature=pa.string(), value=pa.float64()),
        traits.table(name=pa.string(), value=pa.string()),
        facts.table(name=pa.string(), value=pa.string()),
        excluded,
    )
