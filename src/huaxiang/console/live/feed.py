"""The live feed of the console: one reader of changes and health for all open pages, at rest while none is open."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

import structlog

from huaxiang.console.live.rates import Rate
from huaxiang.console.views.changes import News, Update, event_names, news
from huaxiang.domain.errors import HuaxiangError
from huaxiang.domain.instants import SECOND_US, now
from huaxiang.project.readable import Readable
from huaxiang.service.routes.health import readiness
from huaxiang.service.state import Service

__all__ = ["KEPT", "Listener", "LiveFeed", "Standing", "Tidings"]

KEPT = 2_000
"""Updates that are kept for pages that are opened, unpaused or filtered anew."""
_FIRST, _AT_ONCE = 300, 150
_TICK_SECONDS, _WAIT_SECONDS, _AGAIN_SECONDS = 0.25, 0.25, 2.0
_MOST_NAMES = 20_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the service stands at an instant.

    Attributes:
        at: The instant, µs.
        readiness: As `/readyz` tells it.
        events_per_second: Accepted of late; None in the first second.
        events: Accepted in five seconds each, oldest first; None where it is not known.
        updates_per_minute: Updates of tags in the last minute.
        updates: The same in five seconds each.
    """

    at: int
    readiness: dict[str, Any]
    events_per_second: float | None
    events: list[int | None]
    updates_per_minute: int
    updates: list[int | None]


@dataclass(frozen=True, slots=True)
class Tidings:
    """What listeners are told.

    Attributes:
        people: Everyone whom the feed names.
        updates: The newest updates, in order of seq; fewer than `n_updates` when there were too many to list.
        is_anew: Everything that was kept is read anew: a page begins from `LiveFeed.recent`.
        standing: Every second; None between.
    """

    people: frozenset[str] = frozenset()
    updates: tuple[Update, ...] = ()
    n_updates: int = 0
    is_anew: bool = False
    standing: Standing | None = None


class Listener(Protocol):
    """An open page."""

    wants_updates: bool
    """Whether it shows updates; else it only asks whom they are about."""

    def hear(self, tidings: Tidings) -> None:
        """Told on the event loop, some times a second at most."""


@dataclass(slots=True)
class _Place:
    """How far the reader has come."""

    seq: int = 0
    log_seq: int = 0
    run_id: str | None = None
    names: OrderedDict[str, str] = field(default_factory=OrderedDict)


class LiveFeed:
    """Reads the feed as long as somebody listens."""

    def __init__(self, service: Service, *, clock: Callable[[], int] = now) -> None:
        """Args are as follows.

        Args:
            clock: The wall clock, µs.
        """
        self._service, self._clock = service, clock
        self._listeners: list[Listener] = []
        self._task: asyncio.Task[None] | None = None
        self._kept: deque[Update] = deque(maxlen=KEPT)
        self._place = _Place()
        self._is_whole = False
        self.standing: Standing | None = None
        self._events, self._updates = Rate(0), Rate(0)

    @property
    def is_at_rest(self) -> bool:
        """Whether nobody listens and nothing is read."""
        return self._task is None or self._task.done()

    def join(self, listener: Listener) -> None:
        """Tells a page from now on; called on the event loop."""
        if listener not in self._listeners:
            self._listeners.append(listener)
        if self.is_at_rest:
            self._is_whole = False
            self._task = asyncio.create_task(self._read_on(), name="live feed")

    def leave(self, listener: Listener) -> None:
        """Tells a page no more."""
        if listener in self._listeners:
            self._listeners.remove(listener)

    @property
    def is_whole(self) -> bool:
        """Whether what is kept reaches the feed's end: a page that joins may begin from it at once."""
        return self._is_whole and not self.is_at_rest

    def recent(self) -> list[Update]:
        """The updates that are kept, newest first."""
        return list(reversed(self._kept))

    def event_name(self, event_id: str) -> str | None:
        """Name of a recent event; None when it is not known any more."""
        return self._place.names.get(event_id)

    async def _read_on(self) -> None:
        next_standing = 0.0
        while self._listeners:
            began = time.monotonic()
            try:
                tidings = await asyncio.to_thread(self._read, is_due=began >= next_standing)
            except (HuaxiangError, OSError) as error:
                _log.warning("live_feed_waits", kind=type(error).__name__)
                await asyncio.sleep(_AGAIN_SECONDS)
                continue
            if tidings.standing is not None:
                next_standing = began + 1.0
            self._tell(tidings)
            await asyncio.sleep(max(_TICK_SECONDS - (time.monotonic() - began), 0.0))
            await self._service.head.beyond(self._place.seq, seconds=_WAIT_SECONDS)
        self._is_whole = False

    def _tell(self, tidings: Tidings) -> None:
        is_quiet = not (tidings.people or tidings.is_anew or tidings.standing)
        for listener in () if is_quiet else tuple(self._listeners):
            try:
                listener.hear(tidings)
            except Exception as error:
                _log.error("live_listener_failed", kind=type(error).__name__, exc_info=error)
                self.leave(listener)

    def _read(self, *, is_due: bool) -> Tidings:
        """One look at feed, log and health."""
        wants = any(each.wants_updates for each in self._listeners)
        with self._service.readings.reading() as reading:
            meta = reading.store().meta()
            if wants and (not self._is_whole or meta.feed_seq < self._place.seq):
                return self._begin(reading, meta.feed_seq)
            self._is_whole = wants
            place = self._place
            if not wants and not place.run_id:
                place.seq = meta.feed_seq
            is_switched = place.run_id not in {None, meta.run_id}
            place.run_id, place.seq = meta.run_id, min(place.seq, meta.feed_seq)
            self._note_events(reading)
            found = news(reading, place.seq, most=_AT_ONCE if wants else 0)
        place.seq = found.next
        self._kept.extend(found.updates)
        self._updates.note(self._second(), found.n_updates)
        standing = self._stand() if is_due else None
        return Tidings(found.people, found.updates, found.n_updates, is_switched, standing)

    def _begin(self, reading: Readable, feed_seq: int) -> Tidings:
        """The newest part of the feed, and what is known of the last minutes."""
        second = self._second()
        self._place = place = _Place()
        self._events, self._updates = Rate(second), Rate(second)
        place.log_seq, rows = event_names(reading, 0)
        for event_id, name, received_at in rows:
            self._name(event_id, name)
            self._events.note(received_at // SECOND_US, 1)
        self._events.since = rows[0][2] // SECOND_US if rows and len(rows) < place.log_seq else 0
        found = self._tail(reading, feed_seq)
        place.seq, place.run_id = found.next, reading.store().meta().run_id
        self._kept.clear()
        self._kept.extend(found.updates)
        self._updates.note_all(each.at // SECOND_US for each in found.updates)
        self._updates.since = found.updates[0].at // SECOND_US if found.updates else 0
        self._is_whole = True
        return Tidings(found.people, found.updates, found.n_updates, is_anew=True, standing=self._stand())

    def _tail(self, reading: Readable, feed_seq: int) -> News:
        found = news(reading, max(feed_seq - KEPT, 0), most=_FIRST)
        while not found.is_end:
            found = news(reading, found.next, most=_FIRST)
        return found

    def _note_events(self, reading: Readable) -> None:
        place, second = self._place, self._second()
        last, rows = event_names(reading, place.log_seq)
        self._events.note(second, max(last - place.log_seq, 0) if place.log_seq else 0)
        place.log_seq = last
        for event_id, name, _ in rows:
            self._name(event_id, name)

    def _name(self, event_id: str, name: str) -> None:
        names = self._place.names
        names[event_id] = name
        while len(names) > _MOST_NAMES:
            names.popitem(last=False)

    def _second(self) -> int:
        return self._clock() // SECOND_US

    def _stand(self) -> Standing:
        second, told = self._second(), dict[str, Any]()
        with suppress(HuaxiangError, OSError):
            told = readiness(self._service)
        self.standing = Standing(
            self._clock(),
            told,
            self._events.per_second(second),
            self._events.bars(second),
            self._updates.last_minute(second),
            self._updates.bars(second),
        )
        return self.standing
