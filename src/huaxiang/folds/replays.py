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
    answers: dict[str, list[Any]] = {}
    for replay in replays:
        nothing = replay.run((), as_of)
        after = as_of - replay.window_us
        results = []
        for events in people:
            heard = [
                e for e in events if e.occurred_at > after and (not replay.listens_to or e.name in replay.listens_to)
            ]
            results.append(replay.run(heard, as_of) if heard else nothing)
        answers[replay.name] = results
    return answers
