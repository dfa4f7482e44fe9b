"""The worker: reads the accepted log, steps the current generation, fires timers, follows the pointer."""

from __future__ import annotations

from collections.abc import Callable

from huaxiang.live.step import Stepper
from huaxiang.logs.base import Log
from huaxiang.stores.base import StaleWriter, Store, Update
from huaxiang.tags.kit import Kit

__all__ = ["Worker"]

_BATCH = 2_000


class Worker:
    """Works one generation after another; everything it knows is in log and store, so it may be killed anywhere."""

    def __init__(
        self, log: Log, open_store: Callable[[], Store], make_kit: Callable[[str], Kit], *, batch: int = _BATCH
    ) -> None:
        """Args are how it reaches its world.

        Args:
            open_store: Opens the current generation.
            make_kit: Kit of a run id.
        """
        self._log, self._open, self._make_kit, self._size = log, open_store, make_kit, batch
        self.store = open_store()
        self._stepper, self._is_still = self._start()

    def _start(self) -> tuple[Stepper, bool]:
        """The stepper of the generation, and whether it is a view of the past, in which nothing moves."""
        meta = self.store.meta()
        return Stepper(self.store, self._make_kit(meta.run_id)), meta.is_historic

    def follow(self) -> None:
        """Goes over to the current generation when a build has switched the pointer.

        A generation that is a view of the past stands still until the next build.
        """
        fresh = self._open()
        if fresh.meta().run_id == self.store.meta().run_id:
            fresh.close()
            return
        self.store.close()
        self.store = fresh
        self._stepper, self._is_still = self._start()

    def step(self, *, now: int | None = None) -> int:
        """Steps one batch of new events; returns how many, 0 when the log is drained.

        Args:
            now: The wall clock, µs; as_of follows it from the first event on. None follows events alone.
        """
        meta = self.store.meta()
        batch = [] if self._is_still else self._log.read(meta.log_seq, limit=self._size)
        if not batch:
            return 0
        newest = max(event.occurred_at for _, event in batch)
        as_of = max(meta.as_of, newest, now or 0)
        try:
            self.store.apply(self._stepper.step(batch, as_of=as_of))
        except StaleWriter:
            return len(batch)
        return len(batch)

    def drain(self, *, now: int | None = None) -> int:
        """Steps until the log is drained; returns the number of events."""
        total = 0
        while n := self.step(now=now):
            total += n
        return total

    def fire(self, *, as_of: int, limit: int | None = None) -> int:
        """Fires every timer not later than as_of, or those of at most `limit` people, earliest first.

        Returns:
            Number of people derived anew.
        """
        total = 0
        while not self._is_still and (update := self._stepper.timers(as_of=as_of, limit=limit or _BATCH)) is not None:
            try:
                self.store.apply(update)
            except StaleWriter:
                continue
            total += len(update.profiles) + len(update.removed)
            if limit is not None:
                break
        return total

    def advance(self, as_of: int) -> None:
        """Moves as_of on when no timer up to it is left to fire."""
        meta = self.store.meta()
        if not self._is_still and meta.as_of < as_of:
            self.store.apply(Update(meta.log_seq, as_of, revision=meta.revision))

    def settle(self, as_of: int) -> None:
        """Drains the log and fires the timers: the state as of that instant."""
        self.drain()
        self.fire(as_of=as_of)
        self.advance(as_of)
