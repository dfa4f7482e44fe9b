"""Everyone of an index by number: a number for each id as long as the index lives, new people get new ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pyarrow as pa
from pyroaring import BitMap

from huaxiang.audiences.numbers import numbers_in

__all__ = ["People"]


class People:
    """Person ids and their numbers.

    Attributes:
        ids: Person ids by number, those of people who are gone too.
        everyone: Numbers of the people who are there.
        stamp: Greater than before whenever somebody has come or gone.
    """

    def __init__(self, ids: Iterable[str] = ()) -> None:
        self.ids: list[str] = list(ids)
        self._numbers = {person_id: number for number, person_id in enumerate(self.ids)}
        self.everyone = BitMap(range(len(self.ids)))
        self.stamp = 0
        self._array: tuple[int, pa.Array] | None = None

    def take(self, person_id: str) -> int:
        """The number of an id, a new one where it has none; the person is there only after `admit`."""
        number = self._numbers.setdefault(person_id, len(self.ids))
        if number == len(self.ids):
            self.ids.append(person_id)
        return number

    def admit(self, came: BitMap, gone: BitMap, *, stamp: int) -> None:
        """Notes who is there and who is not."""
        if came.issubset(self.everyone) and not gone.intersect(self.everyone):
            return
        self.everyone |= came
        self.everyone -= gone
        self.everyone.run_optimize()
        self.stamp = stamp

    def number_of(self, person_id: str) -> int | None:
        """The number of a person who is there."""
        number = self._numbers.get(person_id)
        return number if number is not None and number in self.everyone else None

    def known(self, person_ids: Iterable[str]) -> list[int]:
        """Numbers of the ids that were ever there."""
        return [number for each in person_ids if (number := self._numbers.get(each)) is not None]

    @property
    def id_array(self) -> pa.Array:
        """Ids by number as a column, null for who is gone."""
        if self._array is None or self._array[0] != self.stamp:
            here = np.zeros(len(self.ids), dtype=np.bool_)
            here[numbers_in(self.everyone)] = True
            self._array = (self.stamp, pa.array(self.ids, pa.string(), mask=~here))
        return self._array[1]

    def ids_of(self, people: BitMap) -> list[str]:
        """Ids of numbers, sorted."""
        ids: Sequence[str] = self.ids
        return sorted([ids[number] for number in people])
