"""Everyone as the service's audiences see them: read once for each generation, then kept current by the feed."""

from __future__ import annotations

import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field

from huaxiang.project.selecting import Audiences
from huaxiang.service.readings import Reading, Readings

__all__ = ["Everyone"]

_TICK_SECONDS = 1.0
_INDEX_SECONDS, _OLDEST_SECONDS = 5.0, 30.0
_QUICK_SECONDS, _QUICK_SHARE = 0.3, 10


@dataclass
class _Read:
    """One reading of everyone.

    Attributes:
        reading: What audiences are selected on, by who holds the lock.
        follower: A connection for moving on, by who moves.
        cost: Seconds that reading everyone took.
        is_behind: Whether it could not be moved on: everyone has to be read anew.
    """

    reading: Reading
    follower: Reading
    audiences: Audiences
    cost: float
    read_at: float = field(default_factory=time.monotonic)
    is_behind: bool = False

    @property
    def age(self) -> float:
        """Seconds since everyone was read."""
        return time.monotonic() - self.read_at

    def close(self) -> None:
        self.reading.close()
        self.follower.close()


class Everyone:
    """Audiences of the current generation; threads share them by a lock.

    A moment after the first question a thread begins to follow the feed, so that little is left to do when the next
    one comes. Where the store cannot tell who has changed, everyone is read anew: at once where that is quick, else
    behind, while the last reading is given, which tells its own as_of.
    """

    def __init__(self, readings: Readings) -> None:
        self._readings = readings
        self._lock = threading.Lock()
        self._moving = threading.Lock()
        self._known: _Read | None = None
        self._before: list[Reading] = []
        self._refreshing: threading.Thread | None = None
        self._ticking: threading.Thread | None = None
        self._ended = threading.Event()

    def audiences(self) -> tuple[Audiences, threading.Lock]:
        """Everyone as the store has them now.

        Returns:
            Hold the lock while using it: it has one connection, and moves on in between.
        """
        with self._readings.reading() as reading:
            sign = reading.sign
        known = self._known
        if known is not None and known.reading.sign == sign and not self._moving.acquire(blocking=False):
            return known.audiences, self._lock
        if known is None or known.reading.sign != sign:
            self._moving.acquire()
        try:
            return self._moved(sign).audiences, self._lock
        finally:
            self._moving.release()

    def _moved(self, sign: tuple[str, int]) -> _Read:
        """The reading of the generation, moved on where that goes; called by who moves."""
        known = self._known
        if known is None or known.reading.sign != sign:
            self._start_ticking()
            is_same_run = known is not None and known.reading.sign[0] == sign[0]
            return self._exchange(self._read(known if is_same_run else None))
        known.is_behind = not known.audiences.follow(known.follower.store(), guard=self._lock)
        if not known.is_behind:
            return known
        if known.cost < _QUICK_SECONDS:
            return self._exchange(self._read(known)) if known.age > _QUICK_SHARE * known.cost else known
        if known.age > _OLDEST_SECONDS:
            return self._exchange(self._read(known))
        if known.age > _INDEX_SECONDS and self._refreshing is None:
            self._refreshing = threading.Thread(target=self._refresh, args=(known,), daemon=True)
            self._refreshing.start()
        return known

    def _read(self, before: _Read | None) -> _Read:
        """A reading of everyone; what was kept of the events of the same run stays."""
        began = time.monotonic()
        opened, follower = self._readings.open(), self._readings.open()
        kept = None if before is None else before.audiences.kept_events
        return _Read(opened, follower, Audiences.of(opened, kept_events=kept), time.monotonic() - began)

    def _exchange(self, read: _Read) -> _Read:
        """Puts a reading in the last one's place; its connections stay open for who is about to use them."""
        with self._lock:
            for reading in self._before:
                reading.close()
            self._before = [] if self._known is None else [self._known.reading, self._known.follower]
            self._known = read
        return read

    def _refresh(self, before: _Read) -> None:
        """Reads everyone while others use the last reading."""
        try:
            read = self._read(before)
            if self._known is before:
                self._exchange(read)
            else:
                read.close()
        finally:
            self._refreshing = None

    def _start_ticking(self) -> None:
        if self._ticking is None:
            self._ticking = threading.Thread(target=self._tick, daemon=True)
            self._ticking.start()

    def _tick(self) -> None:
        """Follows the feed until the end; a store that is gone for a while is looked for again."""
        while not self._ended.wait(_TICK_SECONDS):
            known = self._known
            if known is not None and not known.is_behind:
                with suppress(Exception):
                    self.audiences()

    def close(self) -> None:
        """Frees everything."""
        self._ended.set()
        for thread in (self._ticking, self._refreshing):
            if thread is not None:
                thread.join()
        for reading in self._before:
            reading.close()
        if self._known is not None:
            self._known.close()
        self._before, self._known = [], None
