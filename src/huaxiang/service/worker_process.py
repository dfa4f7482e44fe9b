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
from collections.abc import Callable
from pathlib import Path

from huaxiang.domain.errors import ProjectMissing, UserError
from huaxiang.domain.instants import SECOND_US, now
from huaxiang.live.faults import place_of
from huaxiang.live.worker import Worker
from huaxiang.project.lock import hold
from huaxiang.project.opening import Project

__all__ = ["Turns", "main", "run"]

_IDLE_SECONDS = 0.02
_BEAT_SECONDS = 0.5
_TIMED_PEOPLE = 100
_LOCK_SECONDS = 10.0
_STDIN = 0


class Turns:
    """Works the current generation turn by turn: new events first, then some of the timers that are due."""

    def __init__(self, folder: Path, *, clock: Callable[[], int] = now) -> None:
        """Args are as follows.

        Args:
            clock: The wall clock, µs; as_of follows it from the first event after the build on.
        """
        self._folder, self._clock = folder, clock
        self._worker: Worker | None = None
        self._run_id: str | None = None
        self._project = Project.open(folder)
        self._is_live = False
        self._next_timers = 0

    @property
    def run_id(self) -> str | None:
        """Run of the generation it works on; None when there is none to work on."""
        return None if self._worker is None else self._run_id

    def turn(self) -> bool:
        """One turn; returns whether there was anything to do."""
        worker = self._current()
        if worker is None:
            return False
        if worker.step(now=self._clock()):
            self._is_live = True
            return True
        at = self._clock()
        if not self._is_live or at < self._next_timers:
            return False
        fired = worker.fire(as_of=at, limit=_TIMED_PEOPLE)
        if fired < _TIMED_PEOPLE:
            worker.advance(at)
            self._next_timers = at + SECOND_US
        return fired > 0

    def _current(self) -> Worker | None:
        """The worker of the current generation, made anew with rules and states of tags as they stand."""
        run_id = self._project.generations.current()
        if run_id != self._run_id:
            if self._worker is not None:
                self._worker.store.close()
            self._run_id, self._worker = run_id, None
            self._project = Project.open(self._folder)
            try:
                self._worker = self._project.worker(tell=_say)
            except ProjectMissing:
                return None
            self._is_live = self._worker.store.meta().log_seq > int(self._project.manifest(run_id).get("log_seq") or 0)
        return self._worker


def run(folder: Path, *, stop: threading.Event, beat: Callable[[str | None], None]) -> None:
    """Works until told to stop.

    Args:
        folder: The project.
        beat: Told the run every half second and when there is something new.

    Raises:
        ProjectBusy: Another worker works on the project.
    """
    with hold(folder / ".huaxiang" / "worker.lock", purpose="worker", wait_seconds=_LOCK_SECONDS):
        turns, last_beat = Turns(folder), 0.0
        while not stop.is_set():
            is_busy = turns.turn()
            if time.monotonic() - last_beat >= _BEAT_SECONDS:
                beat(turns.run_id)
                last_beat = time.monotonic()
            if not is_busy:
                stop.wait(_IDLE_SECONDS)


def _await_end(stop: threading.Event) -> None:
    """Whoever started us holds our stdin open for as long as it lives.

    Read below `sys.stdin`: a thread that waits in its buffer makes the interpreter abort when it ends.
    """
    while os.read(_STDIN, 1):
        pass
    stop.set()


def _beat(run_id: str | None) -> None:
    sys.stdout.write(json.dumps({"run_id": run_id}) + "\n")
    sys.stdout.flush()


def main(argv: list[str]) -> int:
    """Runs the worker of the folder in argv; returns its exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop = threading.Event()
    threading.Thread(target=_await_end, args=(stop,), daemon=True).start()
    folder = Path(argv[0])
    try:
        run(folder, stop=stop, beat=_beat)
    except UserError as error:
        return _fail(" ".join(str(error).split()), error.exit_code)
    except BrokenPipeError:
        return 0
    except Exception as error:
        path = folder / ".huaxiang" / "worker-fault.log"
        path.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
        return _fail(f"{place_of(error)}; the details are in {path}", 1)
    return 0


def _fail(fault: str, code: int) -> int:
    """Tells people on stderr, and whoever started us on stdout, why it ends; returns the exit code."""
    _say(fault)
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.write(json.dumps({"fault": fault}) + "\n")
        sys.stdout.flush()
    return code


def _say(line: str) -> None:
    sys.stderr.write(f"worker: {line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
