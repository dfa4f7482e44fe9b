"""Replays over people's recent events, and those events as bytes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from huaxiang.domain.events import FoldEvent, time_order
from huaxiang.folds.base import Replay

__all__ = ["decode_recent", "encode_recent", "run_replays"]

_recent = msgspec.msgpack.Decoder(list[FoldEvent])
_encode = msgspec.msgpack.Encoder().encode


def encode_recent(events: Iterable[FoldEvent]) -> bytes:
    """Recent events of an identity as bytes, sorted by time."""
    return _encode(sorted(events, key=time_order))


def decode_recent(data: bytes) -> list[FoldEvent]:
    """Recent events of an identity, sorted by time."""
    return _recent.decode(data)


def run_replays(replays: Sequence[Replay], people: Sequence[Sequence[FoldEvent]], as_of: int) -> dict[str, list[Any]]:
    """Result of each replay for each person's events (sorted, not later than as_of)."""
    names = [frozenset(event.name for event in events) for events in people]
    answers: dict[str, list[Any]] = {}
    for replay in replays:
        nothing = replay.run((), as_of)
        results = [nothing] * len(people)
        for person, events in enumerate(people):
            # most people did nothing of what a rule listens to
            if replay.listens_to.isdisjoint(names[person]) and (replay.listens_to or not events):
                continue
            if heard := _heard(replay, events, as_of):
                results[person] = replay.run(heard, as_of)
        answers[replay.name] = results
    return answers


def _heard(replay: Replay, events: Sequence[FoldEvent], as_of: int) -> list[FoldEvent]:
    after, names = as_of - replay.window_us, replay.listens_to
    if not names:
        return [event for event in events if event.occurred_at > after]
    return [event for event in events if event.name in names and event.occurred_at > after]
