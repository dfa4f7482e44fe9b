"""What all routes of one service share: readings, intake, keys, measures, worker and the head of the feed."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from huaxiang.domain.instants import SECOND_US, now
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences
from huaxiang.service.build_child import BuildChild
from huaxiang.service.deliveries import Deliveries
from huaxiang.service.everyone import Everyone
from huaxiang.service.intake import Intake
from huaxiang.service.key_uses import KeyUses
from huaxiang.service.keys import read_keys
from huaxiang.service.measures import Measures
from huaxiang.service.pressure import Pressure
from huaxiang.service.readings import Readings
from huaxiang.service.shared_pages import SharedPages
from huaxiang.service.worker_child import WorkerChild
from huaxiang.stores.base import Meta

__all__ = ["FeedHead", "Service"]

_POLL_SECONDS, _LONGEST_POLL, _LONGER = 0.05, 0.2, 1.2
"""Pauses between looks at the feed: longer and longer while nothing moves."""
_PAUSE_A_STREAM, _LONGEST_PAUSE = 0.0002, 0.5


class FeedHead:
    """The newest sequence number of the feed, polled in one place for everyone who waits.

    Attributes:
        meta: Where the store stood at the last look; None before the first.
        mark: Changes whenever a page of the feed could.
        n_following: Streams that are open.
    """

    def __init__(self) -> None:
        self.seq = 0
        self.meta: Meta | None = None
        self.mark: Hashable = None
        self._moved = asyncio.Event()
        self.n_following = 0

    @contextmanager
    def followed(self) -> Iterator[None]:
        """Counts a stream while its block runs."""
        self.n_following += 1
        try:
            yield
        finally:
            self.n_following -= 1

    async def pause(self) -> None:
        """Waits before the next page at the feed's end, longer for many streams: it is sent to them all."""
        await asyncio.sleep(min(self.n_following * _PAUSE_A_STREAM, _LONGEST_PAUSE))

    def look(self, meta: Meta, mark: Hashable) -> None:
        """Notes where the store stands, and wakes who waits when the feed has moved."""
        self.meta, self.mark = meta, mark
        self.advance(meta.feed_seq)

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
    key_uses: KeyUses = field(default_factory=KeyUses)

    def __post_init__(self) -> None:
        self.keys = read_keys(self.readings.project.ledger)
        self.pressure = Pressure(self.readings.project.ledger)
        self.pages = SharedPages(self.readings)
        self.deliveries = Deliveries(self.readings, self.measures)
        self.everyone = Everyone(self.readings)

    @classmethod
    def of(cls, project: Project, *, worker: bool) -> Service:
        """A service on a project; the worker is not started yet."""
        intake = Intake(project.log(), project.config)
        worker_child = WorkerChild(project.folder) if worker else None
        return cls(Readings(project.folder), intake, worker_child, BuildChild(project.folder))

    def audiences(self) -> tuple[Audiences, threading.Lock]:
        """Everyone as the store has them now; see `Everyone`.

        Returns:
            Hold the lock while using it: it has one connection, and moves on in between.
        """
        return self.everyone.audiences()

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

    def mark(self) -> Hashable:
        """Changes whenever a page of the feed could: the run, the states of tags, every write to the store."""
        return self.looked()[1]

    def looked(self) -> tuple[Meta, Hashable]:
        """Where the store stands, and its mark."""
        with self.readings.reading() as reading:
            meta = reading.store().meta()
            return meta, (reading.sign, meta.feed_seq, meta.revision)

    async def watch_feed(self) -> None:
        """Moves the head of the feed until cancelled; a store that is gone for a while is looked for again."""
        pause = _POLL_SECONDS
        while True:
            pause = min(pause * _LONGER, _LONGEST_POLL)
            with suppress(Exception):
                if self.readings.is_built:
                    before = self.head.seq
                    self.head.look(*await asyncio.to_thread(self.looked))
                    if self.head.seq != before:
                        self.deliveries.wake()
                        pause = _POLL_SECONDS
            await asyncio.sleep(pause)

    def close(self) -> None:
        """Ends the worker and a build that runs, and frees everything."""
        self.build.close()
        if self.worker is not None:
            self.worker.stop()
        self.everyone.close()
        self.deliveries.close()
        self.pages.close()
        self.readings.close()
        self.intake.close()
