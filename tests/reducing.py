"""A declared fold as a reducer, one event after another, in the plainest way: what the columns are compared with.

State of a fold is a plain dict of rows: Count maps (key, bucket) to an integer, Days maps (key, 0) to a local
day, Latest maps (key, 0) to (occurred_at, event_id, text).
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from huaxiang.domain.events import FoldEvent
from huaxiang.folds.base import Count, Days, Latest, Replay, Where
from huaxiang.folds.coded import Coded
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import Rows
from huaxiang.folds.states import StateCodec

__all__ = ["FoldState", "Reducer", "State", "bytes_of", "merge_states", "rows_from_states", "state_bytes", "state_of"]

FoldState = dict[tuple[str, int], Any]
State = dict[str, FoldState]

_COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "in": lambda column, value: column in value,
    "not in": lambda column, value: column not in value,
    "known": lambda _column, _value: True,
}
_HOWS: dict[str, Callable[[Any, Any], Any]] = {"sum": operator.add, "min": min, "max": max}


def _passes(event: FoldEvent, where: tuple[Where, ...]) -> bool:
    for condition in where:
        column = getattr(event, condition.column)
        if column is None or not _COMPARE[condition.operator](column, condition.value):
            return False
    return True


def row_key(event: FoldEvent, key: tuple[str, ...]) -> str | None:
    """The key of an event: its key columns joined by `|`, None when one is missing."""
    parts = []
    for column in key:
        value = getattr(event, column)
        if value is None:
            return None
        parts.append(str(value))
    return "|".join(parts)


class Reducer:
    """Steps all declared data folds by one event; an event touches only the folds that listen to its name."""

    def __init__(self, folds: Iterable[Count | Latest | Days]) -> None:
        self.folds = tuple(folds)
        self._by_name: dict[str, tuple[Count | Latest | Days, ...]] = {}
        self._hows = {fold.name: _how(fold) for fold in self.folds}

    def _listening(self, name: str) -> tuple[Count | Latest | Days, ...]:
        found = self._by_name.get(name)
        if found is None:
            found = tuple(fold for fold in self.folds if not fold.events or name in fold.events)
            self._by_name[name] = found
        return found

    def step(self, state: State, event: FoldEvent) -> None:
        """Adds one event to the state of its identity, in place."""
        for fold in self._listening(event.name):
            if fold.where and not _passes(event, fold.where):
                continue
            row = _row(fold, event)
            if row is None:
                continue
            key, value = row
            rows = state.setdefault(fold.name, {})
            old = rows.get(key)
            rows[key] = value if old is None else self._hows[fold.name](old, value)

    def merge(self, states: Iterable[State]) -> State:
        """State of a person: the merge of the states of its identities; the arguments are not changed."""
        return merge_states(states, self._hows)


def merge_states(states: Iterable[State], hows: Mapping[str, Callable[[Any, Any], Any]]) -> State:
    """Merge of several states by each fold's own operation."""
    merged: State = {}
    for state in states:
        for name, rows in state.items():
            how = hows.get(name)
            if how is None:
                continue
            into = merged.setdefault(name, {})
            for key, value in rows.items():
                old = into.get(key)
                into[key] = value if old is None else how(old, value)
    return merged


def _how(fold: Count | Latest | Days) -> Callable[[Any, Any], Any]:
    if isinstance(fold, Count):
        return _HOWS[fold.how]
    return max


def _row(fold: Count | Latest | Days, event: FoldEvent) -> tuple[tuple[str, int], Any] | None:
    key = row_key(event, fold.key)
    if key is None:
        return None
    if isinstance(fold, Days):
        return (key, 0), event.local_day
    if isinstance(fold, Latest):
        text = getattr(event, fold.value)
        return None if text is None else ((key, 0), (event.occurred_at, event.event_id, str(text)))
    value = 1 if fold.value is None else getattr(event, fold.value)
    return None if value is None else ((key, event.day if fold.is_by_day else 0), value)


def rows_from_states(states: Sequence[State], folds: Sequence[Any]) -> dict[str, Rows]:
    """Rows of every data fold for a batch of people given by their merged states."""
    built = {}
    for fold in folds:
        if isinstance(fold, Replay):
            continue
        built[fold.name] = _rows(fold.name, states, is_latest=isinstance(fold, Latest))
    return built


def _rows(name: str, states: Sequence[State], *, is_latest: bool) -> Rows:
    person: list[int] = []
    keys: list[str] = []
    bucket: list[int] = []
    value: list[int] = []
    text: list[str | None] = []
    events: list[str | None] = []
    for index, state in enumerate(states):
        rows = state.get(name)
        if not rows:
            continue
        person.extend([index] * len(rows))
        for key, day in sorted(rows):
            cell = rows[key, day]
            keys.append(key)
            bucket.append(cell[0] if is_latest else day)
            value.append(0 if is_latest else cell)
            text.append(cell[2] if is_latest else None)
            events.append(cell[1] if is_latest else None)
    return Rows(
        len(states),
        np.array(person, dtype=np.int64),
        Coded.of(keys),
        np.array(bucket, dtype=np.int64),
        np.array(value, dtype=np.int64),
        Coded.of(text),
        Coded.of(events),
    )


def state_bytes(state: State) -> bytes:
    """A state by hand as the store keeps it, by way of the columns."""
    folds = [fold for fold in declared_folds() if not isinstance(fold, Replay)]
    return bytes_of(folds, state)


def bytes_of(folds: Sequence[Count | Latest | Days], state: State) -> bytes:
    """The same over given folds."""
    codec = StateCodec(folds)
    rows = codec.of_folds(rows_from_states([state], codec.folds), 1)
    return codec.encode(codec.merge(rows))[0]


def state_of(folds: Sequence[Count | Latest | Days], data: bytes) -> State:
    """The state that bytes hold, as plain rows."""
    codec = StateCodec(folds)
    state: State = {}
    for name, rows in codec.to_folds(codec.merge(codec.decode([data]))).items():
        fold = next(fold for fold in codec.folds if fold.name == name)
        columns = (rows.keys, rows.bucket.tolist(), rows.value.tolist(), rows.text, rows.event_id)
        for key, bucket, value, text, event_id in zip(*columns, strict=True):
            is_latest = isinstance(fold, Latest)
            place = (key, 0 if is_latest else bucket)
            state.setdefault(name, {})[place] = (bucket, event_id, text) if is_latest else value
    return state
