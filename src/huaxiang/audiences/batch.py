"""A batch of profiles as an index takes it in: person numbers by what the profiles hold."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np

from huaxiang.audiences.exclusions import exclusion
from huaxiang.audiences.holders import Values
from huaxiang.audiences.numbers import Numbers
from huaxiang.audiences.people import People
from huaxiang.audiences.tag_bits import Cell
from huaxiang.domain.instants import SECOND_US
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.tags.gate import Gate, Reason

__all__ = ["Batch", "Named"]


class Named:
    """Numbers of people and their values of one name."""

    def __init__(self) -> None:
        self.people = array("I")
        self.values: list[Any] = []

    @property
    def numbers(self) -> Numbers:
        """The people."""
        return np.frombuffer(self.people, dtype=np.uint32) if self.people else np.zeros(0, dtype=np.uint32)


class _Held:
    """The holders of one cell of a tag."""

    __slots__ = ("_people", "_scores")

    def __init__(self) -> None:
        self._people, self._scores = array("I"), array("H")

    def add(self, number: int, score_milli: int) -> None:
        self._people.append(number)
        self._scores.append(score_milli)

    def rising(self) -> tuple[Numbers, Values]:
        """Numbers, rising, and scores."""
        numbers = np.frombuffer(self._people, dtype=np.uint32)
        order = np.argsort(numbers, kind="stable")
        return numbers[order], np.frombuffer(self._scores, dtype=np.uint16)[order]


class Batch:
    """What some people hold at an instant, judged by the gate.

    Attributes:
        as_of: The instant, µs.
        numbers: Of the people.
        features: By name.
        traits: By name.
        facts: By name.
        excluded: Numbers of people who are in no audience, by reason.
        instants: (instant, number): when a tag of the person begins or ceases to hold by itself.
    """

    def __init__(self, profiles: Iterable[Profile], people: People, gate: Gate, *, as_of: int) -> None:
        self.as_of = as_of
        self.numbers = array("I")
        self._held: dict[tuple[str, str | None, str | None], _Held] = {}
        self.features: dict[str, Named] = {}
        self.traits: dict[str, Named] = {}
        self.facts: dict[str, Named] = {}
        self.excluded: dict[str, array[int]] = {}
        self.instants: list[tuple[int, int]] = []
        for profile in profiles:
            self._add(people.take(profile.person_id), profile, gate, as_of)

    def tags(self) -> dict[str, dict[Cell, tuple[Numbers, Values]]]:
        """Numbers, rising, and scores of the holders by tag key and cell."""
        found: dict[str, dict[Cell, tuple[Numbers, Values]]] = {}
        for (key, stance, reason), held in self._held.items():
            found.setdefault(key, {})[Cell(stance, reason)] = held.rising()
        return found

    def _add(self, number: int, profile: Profile, gate: Gate, as_of: int) -> None:
        self.numbers.append(number)
        moves = []
        why = exclusion(profile, as_of=as_of)
        if why is not None:
            self.excluded.setdefault(why, array("I")).append(number)
        if why == "minor":
            moves.append(_next_year(as_of))
        for tag in profile.tags:
            reason = gate.reason(tag, at=as_of)
            place = (tag.tag_key, tag.stance, reason)
            held = self._held.get(place)
            if held is None:
                held = self._held[place] = _Held()
            held.add(number, tag.score_milli)
            if (instant := _moves_at(tag, reason)) is not None:
                moves.append(instant)
        if moves:
            self.instants.append((min(moves), number))
        for kept, named in (
            (self.features, profile.features),
            (self.traits, profile.traits),
            (self.facts, profile.facts),
        ):
            for name, value in named.items():
                if value is not None:
                    column = kept.get(name)
                    if column is None:
                        column = kept[name] = Named()
                    column.people.append(number)
                    column.values.append(value)


def _moves_at(tag: HeldTag, reason: Reason | None) -> int | None:
    """When the gate says something else of an assignment that has not changed; None for never."""
    if reason == "not_yet":
        return tag.valid_from
    return tag.valid_until if reason is None else None


def _next_year(as_of: int) -> int:
    """The instant from which on ages by year of birth are one more."""
    year = datetime.fromtimestamp(as_of // SECOND_US, UTC).year
    return int(datetime(year + 1, 1, 1, tzinfo=UTC).timestamp()) * SECOND_US
