"""The worker: reads the accepted log, steps the current generation, fires timers, follows the pointer."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from huaxiang.domain.events import AcceptedEvent
from huaxiang.live.failpoints import is_armed, reach, within
from huaxiang.live.faults import is_of_storage, place_of
from huaxiang.live.pace import Pace
from huaxiang.live.step import Stepper
from huaxiang.logs.base import Log
from huaxiang.stores.base import StaleWriter, Store, Unkeepable, Update
from huaxiang.tags.kit import Kit

__all__ = ["Worked", "Worker"]

_PEOPLE = 2_000
_MOST_IN_A_ROW = 100
_Events = Sequence[tuple[int, AcceptedEvent]]


@dataclass(slots=True)
class Worked:
    """What a worker has done since it began, for those who watch it.

    Attributes:
        step_seconds: Seconds that the last step took.
        busy_seconds: Seconds of all steps.
        n_timed: People whose timers fired.
    """

    n_events: int = 0
    n_steps: int = 0
    n_parked: int = 0
    n_timed: int = 0
    busy_seconds: float = 0.0
    batch_events: int = 0
    step_seconds: float = 0.0


class Worker:
    """Works one generation after another; everything it knows is in log and store, so it may be killed anywhere."""

    def __init__(
        self,
        log: Log,
        open_store: Callable[[], Store],
        make_kit: Callable[[str], Kit],
        *,
        batch: int | None = None,
        tell: Callable[[str], object] = lambda _: None,
    ) -> None:
        """Args are how it reaches its world.

        Args:
            open_store: Opens the current generation.
            make_kit: Kit of a run id.
            batch: Most events of a step; None lets it follow how many wait and how fast the steps are.
            tell: Told, in one line, of every event that it parks.
        """
        self._log, self._open, self._make_kit, self._size, self._tell = log, open_store, make_kit, batch, tell
        self._pace, self.worked = Pace(), Worked()
        self.begin: Callable[[int, int], object] = lambda _first, _last: None
        """Told the first and the last log position of every step before it."""
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
        if fresh is self.store:
            return
        if fresh.meta().run_id == self.store.meta().run_id:
            fresh.close()
            return
        self.store.close()
        self.store = fresh
        self._stepper, self._is_still = self._start()

    def step(self, *, now: int | None = None, most: int | None = None) -> int:
        """Steps new events, a batch at most; returns how many, 0 when the log is drained.

        An event that cannot be folded is parked: it is counted and shown as a reject and read no more, by builds
        neither. A fault that 100 events in a row have is not theirs: it is raised.

        Args:
            now: The wall clock, µs; as_of follows it from the first event on, and never goes back when it does. None
                follows events alone.
            most: Most events of this step; None leaves it to the worker.
        """
        if self._is_still:
            return 0
        meta = self.store.meta()
        parked = self._log.parked(after=meta.log_seq)
        batch = self._log.read(meta.log_seq, limit=most or self._size or self._paced(meta.log_seq))
        if batch:
            self.begin(batch[0][0], batch[-1][0])
            start = time.monotonic()
            n_events = self._step(batch, as_of=max(meta.as_of, now or 0))
            self._note(n_events, seconds=time.monotonic() - start)
            return n_events
        if parked:
            self._move(log_seq=parked[-1].seq)
        return 0

    def _paced(self, log_seq: int) -> int:
        return self._pace.size(self._log.last_seq() - log_seq)

    def _note(self, n_events: int, *, seconds: float) -> None:
        self._pace.note(n_events, seconds=seconds)
        self.worked.n_events += n_events
        self.worked.n_steps += 1
        self.worked.busy_seconds += seconds
        self.worked.batch_events, self.worked.step_seconds = n_events, seconds

    def _step(self, batch: _Events, *, as_of: int) -> int:
        """Steps a batch, or so much of its beginning as can be folded."""
        newest = max(event.occurred_at for _, event in batch)
        if is_armed():
            for _, event in batch:
                reach(f"fold_of_{event.name}")
        try:
            update = self._stepper.step(batch, as_of=max(as_of, newest))
            update.profiles = within("in_fold_transaction", update.profiles)
            self.store.apply(update)
        except StaleWriter:
            self.follow()
        except Unkeepable as error:
            return self._isolate(batch, error, as_of=as_of)
        except MemoryError:
            raise
        except Exception as error:
            if is_of_storage(error):
                raise
            return self._isolate(batch, error, as_of=as_of)
        return len(batch)

    def _isolate(self, batch: _Events, error: Exception, *, as_of: int) -> int:
        """Steps the first half of a batch that fails, or parks the one event that fails alone."""
        if len(batch) > 1:
            return self._step(batch[: len(batch) // 2], as_of=as_of)
        ((seq, event),) = batch
        before = [each for each in self._log.parked(after=seq - 1 - _MOST_IN_A_ROW) if each.seq < seq]
        if len(before) >= _MOST_IN_A_ROW:
            raise error
        self._park(seq, event, place_of(error))
        return 1

    def set_aside(self, why: str) -> None:
        """Parks the next event, which keeps every worker from getting any further; nothing when none waits."""
        for seq, event in self._log.read(self.store.meta().log_seq, limit=1):
            self._park(seq, event, why)

    def _park(self, seq: int, event: AcceptedEvent, why: str) -> None:
        self._log.park(seq, why)
        self.worked.n_parked += 1
        self._tell(f"event {event.event_id} (log position {seq}) cannot be folded and is parked: {why}")
        self._move(log_seq=seq)

    def _move(self, *, log_seq: int | None = None, as_of: int | None = None) -> None:
        """Moves log position or as_of on without anything else."""
        meta = self.store.meta()
        to = Update(meta.log_seq if log_seq is None else log_seq, as_of or meta.as_of, revision=meta.revision)
        try:
            self.store.apply(to)
        except StaleWriter:
            self.follow()

    def drain(self, *, now: int | None = None) -> int:
        """Steps up to where the log ends now; returns the number of events.

        What others append meanwhile is left for the next time: drained to its end a busy log would never be.
        """
        total, end = 0, self._log.last_seq()
        while n_events := self.step(now=now):
            total += n_events
            if self.store.meta().log_seq >= end:
                break
        return total

    def fire(self, *, as_of: int, limit: int | None = None) -> int:
        """Fires every timer not later than as_of, or those of at most `limit` people, earliest first.

        Returns:
            Number of people derived anew.
        """
        total = 0
        while not self._is_still and (update := self._stepper.timers(as_of=as_of, limit=limit or _PEOPLE)) is not None:
            try:
                self.store.apply(update)
            except StaleWriter:
                self.follow()
                continue
            n_people = len(update.profiles) + len(update.removed)
            total, self.worked.n_timed = total + n_people, self.worked.n_timed + n_people
            if limit is not None:
                break
        return total

    def checkpoint(self) -> None:
        """Has the log write what waits beside it to its place, so that those who append need not."""
        reach("in_checkpoint")
        self._log.checkpoint()

    def advance(self, as_of: int) -> None:
        """Moves as_of on when no timer up to it is left to fire."""
        if not self._is_still and self.store.meta().as_of < as_of:
            self._move(as_of=as_of)

    def settle(self, as_of: int) -> None:
        """Drains the log and fires the timers: the state as of that instant."""
        self.drain()
        self.fire(as_of=as_of)
        self.advance(as_of)
