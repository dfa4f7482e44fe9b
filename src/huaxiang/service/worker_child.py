"""The worker as a child: started with the service, started again when it falls, ended with it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import structlog

__all__ = ["WorkerChild"]

_SILENT_SECONDS = 15.0
_FIRST_PAUSE, _LONGEST_PAUSE, _LONG_LIFE = 0.2, 60.0, 60.0
_log = structlog.get_logger("huaxiang.worker")


class WorkerChild:
    """A child process that works the live side of one project."""

    def __init__(self, folder: Path) -> None:
        self._command = [sys.executable, "-m", "huaxiang.service.worker_process", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep, name="worker-child", daemon=True)
        self._beat_at: float | None = None
        self.pause = _FIRST_PAUSE
        self._fault: str | None = None
        self.n_restarts = 0

    @property
    def pid(self) -> int | None:
        """Process id of the child; None when it does not run."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def is_well(self) -> bool:
        """Whether the child runs and has given a sign of life lately."""
        beat = self._beat_at
        return self.pid is not None and beat is not None and time.monotonic() - beat < _SILENT_SECONDS

    @property
    def state(self) -> str:
        """`ok`, or in one line why it does not work: what it ended with, how often, when it starts again."""
        if self.is_well:
            return "ok"
        if self._fault is None:
            return "starting" if self._beat_at is None else "hanging: it gives no sign of life"
        again = f"starts again within {self.pause:g} s, {self.n_restarts} times so far"
        return f"{self._fault}; {again}"

    def start(self) -> None:
        """Starts the child and keeps it running until `stop`."""
        self._watch.start()

    def _keep(self) -> None:
        while not self._stopping.is_set():
            started = time.monotonic()
            code = self._run_once()
            if self._stopping.is_set():
                return
            lived = time.monotonic() - started
            self.pause = _FIRST_PAUSE if lived > _LONG_LIFE else min(self.pause * 2, _LONGEST_PAUSE)
            _log.warning("worker_ended", code=code, fault=self._fault, starts_again_in_seconds=self.pause)
            self._stopping.wait(self.pause)
            self.n_restarts += 1

    def _run_once(self) -> int:
        """Runs the child until it ends; returns its exit code."""
        self._beat_at, told = None, None
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        if self._stopping.is_set():
            self._hang_up()
        assert self._process.stdout is not None
        for line in self._process.stdout:
            told = _fault_in(line) or told
            self._beat_at = time.monotonic()
        self._process.stdout.close()
        code = self._process.wait()
        self._fault = told or f"ended with code {code}"
        self._hang_up()
        return code

    def _hang_up(self) -> None:
        process = self._process
        if process is not None and process.stdin is not None and not process.stdin.closed:
            process.stdin.close()

    def stop(self, *, seconds: float = 10.0) -> None:
        """Ends the child: it finishes its transaction, and is killed when it does not within so many seconds."""
        self._stopping.set()
        self._hang_up()
        process = self._process
        if process is not None:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._watch.is_alive():
            self._watch.join(seconds)


def _fault_in(line: bytes) -> str | None:
    """What a line of the child says that it ended with; None for a sign of life."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    fault = said.get("fault") if isinstance(said, dict) else None
    return None if fault is None else str(fault)
