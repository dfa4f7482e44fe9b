"""Replays over people's recent events, and those events as bytes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from huaxiang.domain.events import FoldEvent, time_order
from huaxiang.folds.base import Replay

__all__ = ["decode_recent", "encode_recent", "run_replays"]

_recent = msgspec.msgpack.Decoder(list[FoldEvent])
_encode = msgspec.msgpack.Encoder().encode
_instant = attrgetter("occurred_at")


def encode_recent(events: Iterable[FoldEvent]) -> bytes:
    """Recent events of an identity as bytes, sorted by time."""
    return _encode(sorted(events, key=time_order))


def decode_recent(data: bytes) -> list[FoldEvent]:
    """Recent events of an identity, sorted by time."""
    return _recent.decode(data)


def run_replays(replays: Sequence[Replay], people: Sequence[Sequence[FoldEvent]], as_of: int) -> dict[str, list[Any]]:
    """Result of each replay for each person's events (sorted, not later than as_of)."""
    named = [_by_name(events) for events in people]
    did = [frozenset(each) for each in named]
    answers: dict[str, list[Any]] = {}
    for replay in replays:
        after, heard = as_of - replay.window_us, _Heard(replay.listens_to)
        results = [replay.run((), as_of)] * len(people)
        for person, names in enumerate(did):
            # most people did nothing of what a rule listens to
            if told := heard[names]:
                events = _since(after, _of(told, named[person], people[person]))
                if events:
                    results[person] = replay.run(events, as_of)
        answers[replay.name] = results
    return answers


class _Heard(dict[frozenset[str], frozenset[str]]):
    """Which of the names that somebody did are listened to: all of them where a replay names none."""

    def __init__(self, listens_to: frozenset[str]) -> None:
        self._listens_to = listens_to

    def __missing__(self, names: frozenset[str]) -> frozenset[str]:
        found = self[names] = names & self._listens_to if self._listens_to else names
        return found


def _by_name(events: Sequence[FoldEvent]) -> dict[str, list[FoldEvent]]:
    found: dict[str, list[FoldEvent]] = {}
    for event in events:
        if (own := found.get(event.name)) is None:
            found[event.name] = [event]
        else:
            own.append(event)
    return found


def _of(
    names: frozenset[str], named: Mapping[str, list[FoldEvent]], events: Sequence[FoldEvent]
) -> Sequence[FoldEvent]:
    """Events of those names; most often it is one name, or all that there are."""
    if len(names) == 1:
        return named[next(iter(names))]
    if len(names) == len(named):
        return events
    return [event for event in events if event.name in names]


def _since(after: int, events: Sequence[FoldEvent]) -> Sequence[FoldEvent]:
    """Those later than an instant."""
    if not events or events[0].occurred_at > after:
        return events
    return events[bisect_right(events, after, key=_instant) :]
