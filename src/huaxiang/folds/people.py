"""A batch of people with their fold rows: what every scorer reads, from the lake and from live state."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from huaxiang.domain.instants import Zone, day_of
from huaxiang.folds.coded import Coded
from huaxiang.stats.weights import decay_weight

__all__ = ["ROW_SCHEMA", "Ints", "People", "Rows"]

Ints = npt.NDArray[np.int64]
ROW_SCHEMA = pa.schema(
    [
        ("person", pa.int64()),
        ("key", pa.string()),
        ("bucket", pa.int64()),
        ("value", pa.int64()),
        ("text", pa.string()),
        ("event_id", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one fold for a batch of people, sorted by (person, key, bucket), one row for each.

    Attributes:
        n_people: People in the batch.
        person: Index of the person in the batch, 0..n_people−1, ascending.
        keys: Key of each row; a list given becomes a `Coded` column, as do the two below.
        bucket: UTC day of a Count by day, instant in µs of a Latest, else 0.
        value: Count, sum, minimum, maximum, or last local day.
        text: Value of a Latest, else None.
        event_id: Event of a Latest, else None.
        memo: What was made of these rows and is asked for again, by name.
    """

    n_people: int
    person: Ints
    keys: Coded
    bucket: Ints
    value: Ints
    text: Coded
    event_id: Coded
    memo: dict[str, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        for name in ("keys", "text", "event_id"):
            column = getattr(self, name)
            if not isinstance(column, Coded):
                object.__setattr__(self, name, Coded.of(column))

    @classmethod
    def from_arrow(cls, rows: pa.Table, n_people: int) -> Rows:
        """Rows from a table with the columns of `ROW_SCHEMA`, sorted."""
        return cls(
            n_people,
            rows["person"].to_numpy().astype(np.int64, copy=False),
            Coded.from_arrow(rows["key"]),
            rows["bucket"].to_numpy().astype(np.int64, copy=False),
            rows["value"].to_numpy().astype(np.int64, copy=False),
            Coded.from_arrow(rows["text"]),
            Coded.from_arrow(rows["event_id"]),
        )

    def __len__(self) -> int:
        return int(self.person.size)

    def where(self, mask: npt.NDArray[np.bool_]) -> Rows:
        """The rows where the mask is true."""
        if bool(mask.all()):
            return self
        return self._at(np.flatnonzero(mask))

    def _at(self, chosen: Ints) -> Rows:
        return Rows(
            self.n_people,
            self.person[chosen],
            self.keys.take(chosen),
            self.bucket[chosen],
            self.value[chosen],
            self.text.take(chosen),
            self.event_id.take(chosen),
        )

    def take(self, place: Ints, n_people: int) -> Rows:
        """Rows of the people whose new index `place[old index]` is not −1."""
        kept = self.where(place[self.person] >= 0)
        return dataclasses.replace(kept, n_people=n_people, person=place[kept.person])

    def since(self, first_day: int) -> Rows:
        """Rows of day buckets not before `first_day`."""
        return self.where(self.bucket >= first_day)

    def per_person(self, values: Ints | None = None) -> Ints:
        """Sum of the values (or of given ones, shape (n_rows,)) for each person, shape (n_people,)."""
        total = np.zeros(self.n_people, dtype=np.int64)
        if len(self):
            first = self._person_starts()
            total[self.person[first]] = np.add.reduceat(self.value if values is None else values, first, dtype=np.int64)
        return total

    def _person_starts(self) -> Ints:
        """Index of the first row of each person, found once: many features ask for it."""
        if "starts" not in self.memo:
            self.memo["starts"] = np.concatenate([[0], np.flatnonzero(np.diff(self.person)) + 1])
        starts: Ints = self.memo["starts"]
        return starts

    def among(self, others: Rows) -> npt.NDArray[np.bool_]:
        """Which rows have a (person, key) that rows of another fold have too, shape (n_rows,)."""
        n_keys = max(len(others.keys.names), 1)
        codes = self.keys.codes_in(others.keys)
        places = others.person * n_keys + others.keys.codes
        return (codes >= 0) & np.isin(self.person * n_keys + codes, places)

    def rows_per_person(self) -> Ints:
        """Number of rows of each person, shape (n_people,)."""
        return np.bincount(self.person, minlength=self.n_people).astype(np.int64)

    def key_starts(self) -> Ints:
        """Index of the first row of each (person, key)."""
        if not len(self):
            return np.empty(0, dtype=np.int64)
        is_new = (np.diff(self.person) != 0) | (np.diff(self.keys.codes) != 0)
        return np.concatenate([[0], np.flatnonzero(is_new) + 1])

    def by_key(self, values: Ints | None = None) -> Rows:
        """One row a (person, key): buckets summed over; bucket becomes the newest bucket."""
        if not len(self):
            return self
        values = self.value if values is None else values
        first = self.key_starts()
        last = np.append(first[1:], len(self)) - 1
        return Rows(
            self.n_people,
            self.person[first],
            self.keys.take(first),
            np.maximum.reduceat(self.bucket, first),
            np.add.reduceat(values, first),
            self.text.take(last),
            self.event_id.take(last),
        )

    def decayed(self, as_of_day: int, *, half_life_days: int) -> Rows:
        """One row a (person, key) with Σ value · weight[age]; 2**32 is one event of today."""
        weights = decay_weight(as_of_day - self.bucket, half_life=half_life_days)
        return self.by_key(self.value * weights)

    def groups(self) -> list[tuple[int, int, int]]:
        """(person, first row, one past the last row) of each person who has rows."""
        if not len(self):
            return []
        edges = np.flatnonzero(np.diff(self.person)) + 1
        first = [0, *edges.tolist()]
        last = [*edges.tolist(), len(self)]
        return [(int(self.person[a]), a, b) for a, b in zip(first, last, strict=True)]


@dataclass(frozen=True, slots=True)
class People:
    """A batch of people as of an instant.

    Attributes:
        ids: Person ids.
        as_of: Nothing later than this instant (µs) is in the rows.
        zone: The project's zone, for local days.
        folds: Rows by name of fold; every fold that a scorer declared is there.
        replays: Result per person by name of replay.
        figures: Frozen figures of the shop by name and key, which a scorer brings.
    """

    ids: Sequence[str]
    as_of: int
    zone: Zone
    folds: Mapping[str, Rows]
    replays: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    figures: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def day(self) -> int:
        """UTC day of as_of."""
        return day_of(self.as_of)

    @property
    def local_day(self) -> int:
        """Local day of as_of."""
        return self.zone.local_day(self.as_of)

    def take(self, chosen: Ints) -> People:
        """The people at these indices, ascending, with their rows."""
        place = np.full(len(self), -1, dtype=np.int64)
        place[chosen] = np.arange(len(chosen))
        return People(
            [self.ids[i] for i in chosen.tolist()],
            self.as_of,
            self.zone,
            {name: rows.take(place, len(chosen)) for name, rows in self.folds.items()},
            {name: [results[i] for i in chosen.tolist()] for name, results in self.replays.items()},
            self.figures,
        )
