"""The live worker as a process of its own: `python -m huaxiang.service.worker_process DIR`; ends with its parent."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
import threading
import time
import traceback
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import structlog

from huaxiang.domain.errors import ProjectMissing, StorageError, UserError
from huaxiang.domain.instants import SECOND_US
from huaxiang.live.collecting import Collecting
from huaxiang.live.faults import is_of_storage, place_of
from huaxiang.live.steady import SteadyClock
from huaxiang.live.suspect import Suspect
from huaxiang.live.worker import Worked, Worker
from huaxiang.project.lock import hold
from huaxiang.project.opening import Project
from huaxiang.service.lines import tell_as_json

__all__ = ["Turns", "main", "run"]

_IDLE_SECONDS, _LONGEST_IDLE, _LONGER = 0.02, 0.1, 1.2
"""Pauses when nothing waits: longer and longer, so that a quiet shop costs little."""
_BEAT_SECONDS = 0.5
_TOLD_SECONDS = 60.0
_CHECKPOINT_SECONDS = 5.0
_TIMED_PEOPLE = 100
_LOCK_SECONDS = 10.0
_FIRST_WAIT, _LONGEST_WAIT = 0.5, 5.0
_STDIN = 0
_Beat = Callable[[Mapping[str, Any]], None]


class Turns:
    """Works the current generation turn by turn: new events, then some of the timers that are due, and again."""

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], int] | None = None,
        suspect: Suspect | None = None,
        begin: Callable[[int, int], object] = lambda _first, _last: None,
    ) -> None:
        """Args are as follows.

        Args:
            clock: The wall clock, µs; as_of follows it from the first event after the build on.
            suspect: Where the worker before this one hung.
            begin: Told the first and the last log position of every step before it.
        """
        self._folder, self._clock = folder, clock or SteadyClock()
        self._suspect, self._begin = suspect, begin
        self._worker: Worker | None = None
        self._run_id: str | None = None
        self._project = Project.open(folder)
        self._is_live = False
        self._next_timers, self._next_checkpoint = 0, 0.0
        self.worked = Worked()

    @property
    def run_id(self) -> str | None:
        """Run of the generation it works on; None when there is none to work on."""
        return None if self._worker is None else self._run_id

    def turn(self) -> bool:
        """One turn; returns whether there was anything to do. Timers get theirs however many events wait."""
        worker = self._current()
        if worker is None:
            return False
        n_events = self._step(worker)
        self._is_live = self._is_live or n_events > 0
        if not self._is_live:
            return False
        is_fired = self._fire(worker)
        if not n_events:
            self._checkpoint(worker)
        return n_events > 0 or is_fired

    def _step(self, worker: Worker) -> int:
        """Steps new events, as few as needed where the worker before this one hung."""
        most = None
        if self._suspect is not None:
            log_seq = worker.store.meta().log_seq
            if self._suspect.is_to_be_parked(log_seq):
                worker.set_aside(self._suspect.why)
                return 1
            most = self._suspect.most(log_seq)
            self._suspect = None if most is None else self._suspect
        return worker.step(now=self._clock(), most=most)

    def _fire(self, worker: Worker) -> bool:
        """Fires timers of some people once a second, and at every turn while more are due."""
        at = max(self._clock(), worker.store.meta().as_of)
        if at < self._next_timers:
            return False
        fired = worker.fire(as_of=at, limit=_TIMED_PEOPLE)
        if fired < _TIMED_PEOPLE:
            worker.advance(at)
            self._next_timers = at + SECOND_US
        return fired > 0

    def _checkpoint(self, worker: Worker) -> None:
        now = time.monotonic()
        if now >= self._next_checkpoint:
            self._next_checkpoint = now + _CHECKPOINT_SECONDS
            worker.checkpoint()

    def _current(self) -> Worker | None:
        """The worker of the current generation, made anew with rules and states of tags as they stand."""
        run_id = self._project.generations.current()
        if run_id != self._run_id:
            self.let_go()
            self._project = Project.open(self._folder)
            self._run_id = run_id
            try:
                worker = self._project.worker(tell=_parked)
            except ProjectMissing:
                return None
            worker.worked, worker.begin = self.worked, self._begin
            known = int(self._project.manifest(run_id).get("log_seq") or 0)
            self._is_live = worker.store.meta().log_seq > known
            self._worker = worker
        return self._worker

    def let_go(self) -> None:
        """Closes the store, so that the next turn opens it again."""
        worker, self._worker, self._run_id = self._worker, None, None
        if worker is not None:
            with contextlib.suppress(Exception):
                worker.store.close()


def run(folder: Path, *, stop: threading.Event, beat: _Beat, suspect: Suspect | None = None) -> None:
    """Works until told to stop; what cannot be read or written for a while is tried again.

    Args:
        folder: The project.
        beat: Told, every half second and before every step, what it does: `run_id` with `worked`, `step` with the
            first and last log position, or `fault` with what it waits for.
        suspect: Where the worker before this one hung.

    Raises:
        ProjectBusy: Another worker works on the project.
    """
    with hold(folder / ".huaxiang" / "worker.lock", purpose="worker", wait_seconds=_LOCK_SECONDS):
        turns = Turns(folder, suspect=suspect, begin=lambda first, last: beat({"step": [first, last]}))
        collecting, rhythm, wait, idle = Collecting(), _Rhythm(beat), _FIRST_WAIT, _IDLE_SECONDS
        collecting.begin()
        try:
            while not stop.is_set():
                try:
                    is_busy = turns.turn()
                except Exception as error:
                    if not is_of_storage(error):
                        raise
                    _wait_for(error, turns, beat, stop, seconds=wait)
                    wait = min(wait * 2, _LONGEST_WAIT)
                    continue
                wait = _FIRST_WAIT
                rhythm.note(turns)
                collecting.turn(is_busy=is_busy)
                idle = _IDLE_SECONDS if is_busy else min(idle * _LONGER, _LONGEST_IDLE)
                if not is_busy:
                    stop.wait(idle)
        finally:
            collecting.end()
            turns.let_go()


def _wait_for(error: Exception, turns: Turns, beat: _Beat, stop: threading.Event, *, seconds: float) -> None:
    """Says what is wrong, lets go of it and waits."""
    fault = " ".join(str(error).split()) if isinstance(error, StorageError) else place_of(error)
    structlog.get_logger("huaxiang.worker").warning("worker_waits", fault=fault, seconds=seconds)
    beat({"fault": fault, "is_waiting": True})
    turns.let_go()
    stop.wait(seconds)


class _Rhythm:
    """When the signs of life are due, and the lines of the log."""

    def __init__(self, beat: _Beat) -> None:
        self._beat, self._last_beat, self._last_told, self._n_told = beat, 0.0, time.monotonic(), 0

    def note(self, turns: Turns) -> None:
        """Gives a sign of life every half second, and a line every minute in which events were folded."""
        now, worked = time.monotonic(), turns.worked
        if now - self._last_beat < _BEAT_SECONDS:
            return
        self._last_beat = now
        self._beat({"run_id": turns.run_id, "worked": asdict(worked)})
        if now - self._last_told >= _TOLD_SECONDS and worked.n_events > self._n_told:
            n_events, self._n_told, self._last_told = worked.n_events - self._n_told, worked.n_events, now
            log = structlog.get_logger("huaxiang.worker")
            log.info("worker_folded", events=n_events, parked=worked.n_parked, timed_people=worked.n_timed)


def _await_end(stop: threading.Event) -> None:
    """Whoever started us holds our stdin open for as long as it lives.

    Read below `sys.stdin`: a thread that waits in its buffer makes the interpreter abort when it ends.
    """
    while os.read(_STDIN, 1):
        pass
    stop.set()


def _beat(said: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def main(argv: list[str]) -> int:
    """Runs the worker of the folder in argv, with the suspect after it if there is one; returns its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell_as_json()
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
    folder = Path(argv[0])
    try:
        run(folder, stop=stop, beat=_beat, suspect=Suspect.of_text(argv[1]) if argv[1:] else None)
    except UserError as error:
        return _fail(" ".join(str(error).split()), error.exit_code)
    except BrokenPipeError:
        return 0
    except Exception as error:
        path = folder / ".huaxiang" / "worker-fault.log"
        frames = "".join(traceback.format_tb(error.__traceback__))
        with contextlib.suppress(OSError):
            path.write_text(f"Traceback (most recent call last):\n{frames}{type(error).__name__}\n", encoding="utf-8")
        return _fail(f"{place_of(error)}; the details are in {path}", 1)
    return 0


def _fail(fault: str, code: int) -> int:
    """Tells people on stderr, and whoever started us on stdout, why it ends; returns the exit code."""
    structlog.get_logger("huaxiang.worker").error("worker_failed", fault=fault)
    with contextlib.suppress(BrokenPipeError):
        _beat({"fault": fault})
    return code


def _parked(line: str) -> None:
    structlog.get_logger("huaxiang.worker").warning("event_parked", what=line)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
