"""The dispatcher: a thread a channel reads the feed into the outbox and delivers from it, in order, again and again."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import structlog

from huaxiang.channels.base import Channel, Entry, FeedSlice, Outcome
from huaxiang.channels.outbox import Outbox, State
from huaxiang.domain.instants import SECOND_US, to_iso

__all__ = ["Dispatcher", "Outlet", "backoff_seconds"]

_AT_ONCE = 100
_ENOUGH = 10_000
_IDLE_SECONDS = 5.0
_FIRST_SECONDS, _LONGEST_SECONDS = 1.0, 3_600.0
_DEAD_SECONDS = 3_600.0
_log = structlog.get_logger("huaxiang.channels")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A channel with its name and what it asks for.

    Attributes:
        kind: `webhook` or `folder`.
        address: Where it delivers to; another one gives a dead channel a new life.
        wants: Whether it asks for a change.
        is_from_start: Whether it begins with everything that the feed has said so far.
    """

    name: str
    kind: str
    channel: Channel
    address: str
    wants: Callable[[Entry], bool]
    is_from_start: bool = False


def backoff_seconds(n_failures: int, rng: random.Random) -> float:
    """A pause that doubles with each failure up to an hour, spread over its upper half."""
    longest: float = min(_FIRST_SECONDS * 2 ** min(n_failures - 1, 20), _LONGEST_SECONDS)
    return longest * (0.5 + rng.random() / 2)


class Dispatcher:
    """Delivers to all channels of a project until it is told to stop."""

    def __init__(
        self,
        outlets: Sequence[Outlet],
        outbox: Outbox,
        read: Callable[[int], FeedSlice],
        *,
        count: Callable[[str, str], object] = lambda *_: None,
        clock: Callable[[], float] = time.time,
        rng: random.Random | None = None,
    ) -> None:
        """Starts nothing yet.

        Args:
            outlets: Their names differ.
            outbox: Its own: nobody else takes from it.
            read: The outward feed after a sequence number; a number beyond everything gives `is_anew`, and
                `next` the feed's end.
            count: Told channel and outcome of every attempt.
            clock: Seconds since 1970.
            rng: Spreads the pauses.
        """
        self.outlets, self.outbox = tuple(outlets), outbox
        self._read, self._count, self._clock = read, count, clock
        self._rng = rng or random.Random()  # noqa: S311
        self._stopping = threading.Event()
        self._moved = threading.Condition()
        self._n_moves = 0
        self._registered: set[str] = set()

    def run(self) -> None:
        """Works until `stop`; each channel in a thread of its own, so that none waits for another."""
        threads = [
            threading.Thread(target=self._serve, args=(each,), name=f"channel-{each.name}", daemon=True)
            for each in self.outlets
        ]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    def wake(self) -> None:
        """Tells that the feed has moved."""
        with self._moved:
            self._n_moves += 1
            self._moved.notify_all()

    def stop(self) -> None:
        """Lets every channel end after the attempt that it is in."""
        self._stopping.set()
        self.wake()

    def _serve(self, outlet: Outlet) -> None:
        """One channel's life: a fault in it is told and tried again, and is nobody else's."""
        while not self._stopping.is_set():
            moves = self._n_moves
            try:
                pause = self.turn(outlet)
            except Exception as error:
                _log.warning("channel_fault", channel=outlet.name, fault=f"{type(error).__name__}: {error}")
                pause = _IDLE_SECONDS
            if pause:
                self._wait(pause, moves)

    def _wait(self, seconds: float, moves: int) -> None:
        """Waits so long, or until the feed has moved since, or the end has come."""
        with self._moved:
            self._moved.wait_for(lambda: self._n_moves != moves or self._stopping.is_set(), seconds)

    def turn(self, outlet: Outlet) -> float:
        """Reads what is new and makes one attempt when one is due; returns seconds until there is something to do."""
        name, outbox = outlet.name, self.outbox
        if name not in self._registered:
            start = 0 if outlet.is_from_start or outbox.is_known(name) else self._read(2**62).next
            outbox.register(name, address=outlet.address, position=start)
            self._registered.add(name)
        state = outbox.state(name)
        if state.is_gone:
            return _IDLE_SECONDS
        is_behind = state.n_waiting < _ENOUGH and self._fill(outlet, state)
        wait = state.next_at - self._clock()
        if wait > 0:
            return 0.0 if is_behind else min(wait, _IDLE_SECONDS)
        delivery = outbox.take(name, most=_AT_ONCE)
        if delivery is None:
            return 0.0 if is_behind else _IDLE_SECONDS
        outcome = outlet.channel.deliver(delivery, at=self._clock())
        self._count(name, outcome.kind)
        if outcome.kind == "delivered":
            outbox.delivered(name, delivery, at=self._clock())
        else:
            self._failed(outlet, outcome, state)
        return 0.0

    def _fill(self, outlet: Outlet, state: State) -> bool:
        """Reads a part of the feed into the outbox; returns whether there is more."""
        part = self._read(state.position)
        if part.is_anew:
            return self.outbox.begin_anew(outlet.name)
        if part.next != state.position:
            self.outbox.fill(outlet.name, part, [each for each in part.entries if outlet.wants(each)])
        return not part.is_end

    def _failed(self, outlet: Outlet, outcome: Outcome, state: State) -> None:
        at = self._clock()
        pause = max(backoff_seconds(state.n_failures + 1, self._rng), outcome.retry_after or 0.0)
        is_gone = outcome.kind == "gone"
        self.outbox.failed(outlet.name, outcome.reason, at=at, next_at=at + pause, is_gone=is_gone)
        _log.warning("delivery_failed", channel=outlet.name, reason=outcome.reason, again_in_seconds=round(pause, 1))

    def states(self) -> dict[str, dict[str, Any]]:
        """By name, for people who watch: state (`ok`, `failing`, `dead`, `gone`), position, what waits, last error."""
        known = [each for each in self.outlets if self.outbox.is_known(each.name)]
        return {each.name: _shown(self.outbox.state(each.name), each.kind, self._clock()) for each in known}

    def close(self) -> None:
        """Frees channels and outbox; called when `run` has ended."""
        for each in self.outlets:
            each.channel.close()
        self.outbox.close()


def _shown(state: State, kind: str, at: float) -> dict[str, Any]:
    failing = 0.0 if state.failing_since is None else at - state.failing_since
    word = (
        "gone" if state.is_gone else "ok" if not state.n_failures else "dead" if failing > _DEAD_SECONDS else "failing"
    )
    shown: dict[str, Any] = {
        "kind": kind,
        "state": word,
        "position": state.position,
        "waiting": state.n_waiting,
        "delivered": state.n_delivered,
        "withheld": state.n_withheld,
        "filtered": state.n_filtered,
    }
    if state.n_failures:
        shown |= {"failures": state.n_failures, "next_at": None if state.is_gone else _iso(state.next_at)}
    if state.last_error_at is not None:
        shown |= {"last_error": state.last_error, "last_error_at": _iso(state.last_error_at)}
    return shown


def _iso(at: float) -> str:
    return to_iso(int(at * SECOND_US))
