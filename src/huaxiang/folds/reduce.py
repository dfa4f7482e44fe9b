"""A declared fold as a reducer over one identity's state: the live side.

State of a fold is a plain dict of rows: Count maps (key, bucket) to an integer, Days maps (key, 0) to a local
day, Latest maps (key, 0) to (occurred_at, event_id, text). Every operation is commutative and associative, so
the order of arrival and the grouping of identities into people never matter.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import msgspec

from huaxiang.domain.events import FoldEvent
from huaxiang.folds.base import Count, Days, Latest, Where, row_key

__all__ = ["FoldState", "Reducer", "State", "decode_state", "encode_state", "merge_states"]

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
_decoder = msgspec.msgpack.Decoder(dict[str, list[tuple[str, int, Any]]])
_encoder = msgspec.msgpack.Encoder()


def _passes(event: FoldEvent, where: tuple[Where, ...]) -> bool:
    for condition in where:
        column = getattr(event, condition.column)
        if column is None or not _COMPARE[condition.operator](column, condition.value):
            return False
    return True


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


def encode_state(state: State) -> bytes:
    """The state as bytes, equal states giving equal bytes."""
    return _encoder.encode({name: [(*key, rows[key]) for key in sorted(rows)] for name, rows in sorted(state.items())})


def decode_state(data: bytes) -> State:
    """The state from its bytes."""
    return {
        name: {(key, bucket): _cell(value) for key, bucket, value in rows}
        for name, rows in _decoder.decode(data).items()
    }


def _cell(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
