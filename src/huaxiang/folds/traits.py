"""A person's traits out of the fold rows of what was said of them: the one place that gives a trait its value."""

from __future__ import annotations

import json
import re
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from huaxiang.domain.instants import day_of
from huaxiang.folds.people import People, Rows

__all__ = ["Trait", "stated_traits", "traits_of"]

_WHOLE = re.compile(r"-?[0-9]{1,18}")
_EVER = -(1 << 62)


@dataclass(frozen=True, slots=True)
class Trait:
    """The value of a trait, and the last statement that it rests on: its instant in µs and its event."""

    value: str
    at: int
    event_id: str


@dataclass(slots=True)
class _Said:
    """What was said of one trait.

    Attributes:
        latest: The last set, "" when it took the trait back.
        onces: (instant of its first statement, its last statement) of each value that was set once.
        values: Last statement of each value that was added.
        sums: What it was increased by, by UTC day.
        increment: The last increment; its value says nothing.
    """

    latest: Trait | None = None
    onces: list[tuple[int, Trait]] = field(default_factory=list)
    values: list[Trait] = field(default_factory=list)
    sums: dict[int, int] = field(default_factory=dict)
    increment: Trait | None = None


def traits_of(people: People) -> list[dict[str, str]]:
    """Value by name of each person's traits; `stated_traits` says what a value is."""
    found: list[dict[str, str]] = [{} for _ in people.ids]
    rows = people.folds["traits"]
    for person, name, text in zip(rows.person.tolist(), rows.keys, rows.text, strict=True):
        if text:
            found[person][name] = text
    for person, own in _worked_out(people.folds).items():
        found[person] = {name: trait.value for name, trait in own.items()}
    return found


def stated_traits(
    folds: Mapping[str, Rows], n_people: int, *, names: Container[str] | None = None
) -> list[dict[str, Trait]]:
    """Each person's traits by name, or those of some names, from the rows of the folds `traits` and `trait_…`.

    Whatever was said before the last `traits_cleared` is void, and of one trait whatever was said before its last set
    if that took it back. What is left makes the value, the same in any order of arrival:

    - It is the last set, else the value that was set once first; of two at the same instant the lesser one. A value
      that was set once before and after a clearing counts from its last statement on.
    - Values added at the instant of that set or later join it: all of them, sorted, joined by ", ". A set that is a
      JSON list of texts is taken apart for that.
    - Increments are known by UTC day. Those of the day of the set or later are added to it if it is a whole number,
      those of its own day wholly, before the set or after. Without a set they stand alone. After a clearing or a
      taking back they count from the next UTC day on, as those of its own day may have come before it.
    - What is both added to and increased shows the values.
    """
    found: list[dict[str, Trait]] = [{} for _ in range(n_people)]
    for person, name, trait in _statements(folds["traits"]):
        if trait.value and (names is None or name in names):
            found[person][name] = trait
    for person, own in _worked_out(folds).items():
        found[person] = {name: trait for name, trait in own.items() if names is None or name in names}
    return found


def _worked_out(folds: Mapping[str, Rows]) -> dict[int, dict[str, Trait]]:
    """Traits of the people of whom more is said than sets."""
    cleared = {person: trait.at for person, _, trait in _statements(folds["trait_clears"])}
    people = _others(folds, set(cleared))
    if not people:
        return {}
    sets = folds["traits"]
    for person, name, latest in _statements(sets.where(np.isin(sets.person, sorted(people)))):
        people[person].setdefault(name, _Said()).latest = latest
    found: dict[int, dict[str, Trait]] = {}
    for person, said in people.items():
        valued = {name: _value(said[name], cleared.get(person, _EVER)) for name in sorted(said)}
        found[person] = {name: trait for name, trait in valued.items() if trait is not None}
    return found


def _statements(rows: Rows) -> Iterator[tuple[int, str, Trait]]:
    """(person, key, last statement) of the rows of a Latest."""
    cells = zip(rows.person.tolist(), rows.keys, rows.text, rows.bucket.tolist(), rows.event_id, strict=True)
    return ((person, key, Trait(text, at, event_id)) for person, key, text, at, event_id in cells)


def _others(folds: Mapping[str, Rows], cleared: set[int]) -> dict[int, dict[str, _Said]]:
    """What was said by trait of the people who have more than sets."""
    people: dict[int, dict[str, _Said]] = {person: {} for person in cleared}

    def said(person: int, name: str) -> _Said:
        return people.setdefault(person, {}).setdefault(name, _Said())

    firsts = folds["trait_firsts"]
    first = dict(zip(zip(firsts.person.tolist(), firsts.keys, strict=True), firsts.value.tolist(), strict=True))
    for person, key, trait in _statements(folds["trait_onces"]):
        said(person, _named(key, trait)).onces.append((first[person, key], trait))
    for person, key, trait in _statements(folds["trait_values"]):
        said(person, _named(key, trait)).values.append(trait)
    for person, name, trait in _statements(folds["trait_increments"]):
        said(person, name).increment = trait
    sums = folds["trait_sums"]
    cells = (sums.person.tolist(), sums.keys, sums.bucket.tolist(), sums.value.tolist())
    for person, name, day, n in zip(*cells, strict=True):
        said(person, name).sums[day] = n
    return people


def _named(key: str, trait: Trait) -> str:
    """The name in a key of name and value."""
    return key.removesuffix(f"|{trait.value}")


def _value(said: _Said, cleared_at: int) -> Trait | None:
    void_until, latest = cleared_at, said.latest
    if latest is not None and (latest.at < cleared_at or not latest.value):
        void_until, latest = max(void_until, latest.at), None
    base = latest or _first_once(said, void_until)
    since = void_until if latest is None else latest.at
    values = [each for each in said.values if each.at >= since]
    if values:
        last = max([*values, *([base] if base else [])], key=lambda each: (each.at, each.event_id))
        parts = {each.value for each in values}.union(_parts(base.value) if base else ())
        return Trait(", ".join(sorted(parts)), last.at, last.event_id)
    return _increased(said, base, void_until)


def _first_once(said: _Said, void_until: int) -> Trait | None:
    """The value that was set once first, with the instant from which on it counts."""
    counted = [(at if at >= void_until else trait.at, trait) for at, trait in said.onces if trait.at >= void_until]
    if not counted:
        return None
    at, trait = min(counted, key=lambda each: (each[0], each[1].value))
    return Trait(trait.value, at, trait.event_id)


def _increased(said: _Said, base: Trait | None, void_until: int) -> Trait | None:
    """The base with its increments."""
    if said.increment is None or not (base is None or _WHOLE.fullmatch(base.value)):
        return base
    first_day = _EVER if void_until == _EVER else day_of(void_until) + 1
    if base is not None:
        first_day = max(first_day, day_of(base.at))
    counted = [n for day, n in said.sums.items() if day >= first_day]
    if not counted:
        return base
    last = max([said.increment, *([base] if base else [])], key=lambda each: (each.at, each.event_id))
    return Trait(str(sum(counted) + (int(base.value) if base else 0)), last.at, last.event_id)


def _parts(text: str) -> list[str]:
    """The texts of a JSON list, or the text itself."""
    try:
        parts = json.loads(text) if text.startswith("[") else [text]
    except ValueError:
        return [text]
    return parts if all(isinstance(each, str) for each in parts) else [text]
