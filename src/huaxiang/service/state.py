"""What all routes of one service share: readings, intake, keys, measures, worker and the head of the feed."""

from __future__ import annotations

import asyncio
import threading
import time
from dataclasses import dataclass, field

from huaxiang.domain.instants import SECOND_US, now
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences
from huaxiang.service.build_child import BuildChild
from huaxiang.service.intake import Intake
from huaxiang.service.keys import read_keys
from huaxiang.service.measures import Measures
from huaxiang.service.readings import Reading, Readings
from huaxiang.service.worker_child import WorkerChild
from huaxiang.stores.base import Meta

__all__ = ["FeedHead", "Service"]

_POLL_SECONDS = 0.05
_INDEX_SECONDS, _OLDEST_SECONDS = 5.0, 30.0
_QUICK_SECONDS = 0.3


@dataclass(frozen=True)
class _Everyone:
    """One reading of everyone.

    Attributes:
        cost: Seconds that it took.
    """

    reading: Reading
    audiences: Audiences
    meta: Meta
    cost: float
    read_at: float = field(default_factory=time.monotonic)

    @property
    def age(self) -> float:
        """Seconds since it was read."""
        return time.monotonic() - self.read_at


class FeedHead:
    """The newest sequence number of the feed, polled in one place for everyone who waits."""

    def __init__(self) -> None:
        self.seq = 0
        self._moved = asyncio.Event()

    def advance(self, seq: int) -> None:
        """Notes the newest number and wakes who waits for it."""
        if seq != self.seq:
            self.seq = seq
            moved, self._moved = self._moved, asyncio.Event()
            moved.set()

    async def beyond(self, seq: int, *, seconds: float) -> bool:
        """Whether the feed is beyond a number, waiting so long at most."""
        if self.seq <= seq:
            try:
                await asyncio.wait_for(self._moved.wait(), seconds)
            except TimeoutError:
                return False
        return self.seq > seq


@dataclass
class Service:
    """One running service on one project."""

    readings: Readings
    intake: Intake
    worker: WorkerChild | None
    build: BuildChild
    measures: Measures = field(default_factory=Measures)
    head: FeedHead = field(default_factory=FeedHead)

    def __post_init__(self) -> None:
        self.keys = read_keys(self.readings.project.ledger)
        self._index_lock = threading.Lock()
        self._index: _Everyone | None = None
        self._refreshing: threading.Thread | None = None

    @classmethod
    def of(cls, project: Project, *, worker: bool) -> Service:
        """A service on a project; the worker is not started yet."""
        intake = Intake(project.log(), project.config)
        worker_child = WorkerChild(project.folder) if worker else None
        return cls(Readings(project.folder), intake, worker_child, BuildChild(project.folder))

    def audiences(self) -> tuple[Audiences, threading.Lock]:
        """Everyone, read anew when the store has moved and the last reading is older than a few seconds.

        Where reading takes long, it goes on behind: until it is done the last reading is given, half a minute old
        at most; its own as_of says of when it is.

        Returns:
            Hold the lock while using it: it has one connection.
        """
        with self._index_lock:
            with self.readings.reading() as reading:
                meta = reading.store().meta()
            known = self._index
            if known is None or known.meta.run_id != meta.run_id:
                known = self._exchange(self._read_everyone(None))
            elif known.meta != meta and known.age > _INDEX_SECONDS:
                if known.cost < _QUICK_SECONDS or known.age > _OLDEST_SECONDS:
                    known = self._exchange(self._read_everyone(known))
                elif self._refreshing is None:
                    self._refreshing = threading.Thread(target=self._refresh, args=(known,), daemon=True)
                    self._refreshing.start()
            return known.audiences, self._index_lock

    def _read_everyone(self, before: _Everyone | None) -> _Everyone:
        """A reading of everyone; what was kept of the events of the same run stays."""
        began = time.monotonic()
        opened = self.readings.open()
        kept = None if before is None else before.audiences.kept_events
        read = Audiences.of(opened, kept_events=kept)
        return _Everyone(opened, read, read.index.meta, time.monotonic() - began)

    def _exchange(self, read: _Everyone) -> _Everyone:
        """Puts a reading in the last one's place; called with the lock held."""
        if self._index is not None:
            self._index.reading.close()
        self._index = read
        return read

    def _refresh(self, before: _Everyone) -> None:
        """Reads everyone while others use the last reading."""
        try:
            read = self._read_everyone(before)
            with self._index_lock:
                if self._index is before:
                    self._exchange(read)
                else:
                    read.reading.close()
        finally:
            self._refreshing = None

    def position(self) -> tuple[Meta, int, float]:
        """Where the store stands, how many accepted events it does not show yet, and its lag in seconds."""
        with self.readings.reading() as reading:
            meta = reading.store().meta()
        pending = max(self.intake.last_seq() - meta.log_seq, 0)
        return meta, pending, max(now() - meta.as_of, 0) / SECOND_US

    def feed_seq(self) -> int:
        """Newest sequence number of the feed; 0 before the first build."""
        if not self.readings.is_built:
            return 0
        with self.readings.reading() as reading:
            return reading.store().meta().feed_seq

    async def watch_feed(self) -> None:
        """Moves the head of the feed until cancelled."""
        while True:
            self.head.advance(await asyncio.to_thread(self.feed_seq))
            await asyncio.sleep(_POLL_SECONDS)

    def close(self) -> None:
        """Ends the worker and a build that runs, and frees everything."""
        self.build.close()
        if self.worker is not None:
            self.worker.stop()
        refreshing = self._refreshing
        if refreshing is not None:
            refreshing.join()
        self.readings.close()
        if self._index is not None:
            self._index.reading.close()
        self.intake.close()
