"""Everyone as columns, with the tags that the gate withholds marked: what tables, TGI and look-alikes are made of."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
from pyroaring import BitMap

from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.columns import TextColumn
from huaxiang.audiences.exclusions import exclusion
from huaxiang.audiences.numbers import bitmap_from, numbers_in
from huaxiang.domain.profiles import HeldTag
from huaxiang.stores.base import Meta, Store
from huaxiang.tags.gate import Gate

__all__ = ["EVENT_SCHEMA", "NO_EVENTS", "PeopleIndex", "columns_of", "read_index"]

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
Places = npt.NDArray[np.int64]


@dataclass(frozen=True)
class PeopleIndex:
    """Everyone as of an instant; a person's number is the place among `ids`.

    Attributes:
        meta: The generation it was read from.
        ids: Person ids, sorted.
        assignments: person_id (number), tag_key, score_milli, stance, and `reason`: why the gate withholds it, null
            when it passes; confidence_milli where the store was read.
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


def columns_of(bitmaps: PeopleBitmaps) -> PeopleIndex:
    """Everyone of bitmaps as columns, numbered anew by the order of ids."""
    here = numbers_in(bitmaps.everyone)
    ids = np.array([bitmaps.people.ids[number] for number in here.tolist()], dtype=object)
    order = np.argsort(ids.astype(str), kind="stable")
    place = np.zeros(len(bitmaps.people.ids), dtype=np.int64)
    place[here[order]] = np.arange(len(here))
    return PeopleIndex(
        bitmaps.meta,
        ids[order].tolist(),
        _assignments_of(bitmaps, place),
        _features_of(bitmaps, place),
        _texts_of(bitmaps.traits, place),
        _texts_of(bitmaps.facts, place),
        {reason: bitmap_from(np.sort(place[numbers_in(who)])) for reason, who in sorted(bitmaps.excluded.items())},
    )


def _assignments_of(bitmaps: PeopleBitmaps, place: Places) -> pa.Table:
    """By tag key; within a cell of a tag by person number."""
    people, keys, scores = [np.zeros(0, dtype=np.int64)], _Runs(), [np.zeros(0, dtype=np.uint16)]
    stances, reasons = _Runs(), _Runs()
    for key, bits in sorted(bitmaps.tags.items()):
        for cell, held, found in bits.cells():
            people.append(place[numbers_in(held)])
            scores.append(found)
            for runs, word in ((keys, key), (stances, cell.stance), (reasons, cell.reason)):
                runs.add(word, len(held))
    columns = {
        "person_id": pa.array(np.concatenate(people)),
        "tag_key": keys.column(),
        "score_milli": pa.array(np.concatenate(scores).astype(np.int64)),
        "stance": stances.column(),
        "reason": reasons.column(),
    }
    return pa.table(columns)


class _Runs:
    """A text column of equal values in a row, under way."""

    def __init__(self) -> None:
        self._words: list[str | None] = []
        self._lengths: list[int] = []

    def add(self, word: str | None, length: int) -> None:
        self._words.append(word)
        self._lengths.append(length)

    def column(self) -> pa.Array:
        places = np.repeat(np.arange(len(self._words)), self._lengths)
        return pa.array(self._words, pa.string()).take(pa.array(places))


def _features_of(bitmaps: PeopleBitmaps, place: Places) -> pa.Table:
    people, names, values = [np.zeros(0, dtype=np.int64)], _Runs(), [np.zeros(0)]
    for name, column in sorted(bitmaps.features.items()):
        numbers, found = column.rows()
        people.append(place[numbers])
        values.append(found)
        names.add(name, len(numbers))
    columns = {"person_id": np.concatenate(people), "feature": names.column(), "value": np.concatenate(values)}
    return pa.table(columns)


def _texts_of(columns: Mapping[str, TextColumn], place: Places) -> pa.Table:
    people, names, chunks = [np.zeros(0, dtype=np.int64)], _Runs(), []
    for name, column in sorted(columns.items()):
        numbers, found = column.rows()
        people.append(place[numbers])
        names.add(name, len(numbers))
        chunks.append(pa.array(found, pa.string()))
    values = pa.chunked_array(chunks, pa.string()).combine_chunks()
    return pa.table({"person_id": np.concatenate(people), "name": names.column(), "value": values})
