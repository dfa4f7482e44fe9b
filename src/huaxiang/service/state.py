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
_INDEX_SECONDS = 5.0


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
        self._index: tuple[float, Meta, Reading, Audiences] | None = None

    @classmethod
    def of(cls, project: Project, *, worker: bool) -> Service:
        """A service on a project; the worker is not started yet."""
        intake = Intake(project.log(), project.config)
        worker_child = WorkerChild(project.folder) if worker else None
        return cls(Readings(project.folder), intake, worker_child, BuildChild(project.folder))

    def audiences(self) -> tuple[Audiences, threading.Lock]:
        """Everyone, read anew when the store has moved and the last reading is older than a few seconds.

        Returns:
            Hold the lock while using it: it has one connection.
        """
        with self._index_lock:
            with self.readings.reading() as reading:
                meta = reading.store().meta()
            known = self._index
            is_fresh = known is not None and (
                known[1] == meta or (known[1].run_id == meta.run_id and time.monotonic() - known[0] < _INDEX_SECONDS)
            )
            if known is None or not is_fresh:
                if known is not None:
                    known[2].close()
                opened = self.readings.open()
                known = self._index = (time.monotonic(), meta, opened, Audiences.of(opened))
            return known[3], self._index_lock

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
        self.readings.close()
        if self._index is not None:
            self._index[2].close()
        self.intake.close()
