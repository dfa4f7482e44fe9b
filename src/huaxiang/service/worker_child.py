"""The worker as a child: started with the service, started again when it falls, ended with it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import structlog

__all__ = ["WorkerChild"]

_SILENT_SECONDS = 15.0
_FIRST_PAUSE, _LONGEST_PAUSE = 0.2, 10.0
_log = structlog.get_logger("huaxiang.worker")


class WorkerChild:
    """A child process that works the live side of one project."""

    def __init__(self, folder: Path) -> None:
        self._command = [sys.executable, "-m", "huaxiang.service.worker_process", str(folder)]
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep, name="worker-child", daemon=True)
        self._beat_at: float | None = None
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

    def start(self) -> None:
        """Starts the child and keeps it running until `stop`."""
        self._watch.start()

    def _keep(self) -> None:
        pause = _FIRST_PAUSE
        while not self._stopping.is_set():
            started = time.monotonic()
            code = self._run_once()
            if self._stopping.is_set():
                return
            pause = _FIRST_PAUSE if time.monotonic() - started > _LONGEST_PAUSE else min(pause * 2, _LONGEST_PAUSE)
            _log.warning("worker_ended", code=code, starts_again_in_seconds=pause)
            self._stopping.wait(pause)
            self.n_restarts += 1

    def _run_once(self) -> int:
        """Runs the child until it ends; returns its exit code."""
        self._beat_at = None
        self._process = subprocess.Popen(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603
        if self._stopping.is_set():
            self._hang_up()
        assert self._process.stdout is not None
        for _ in self._process.stdout:
            self._beat_at = time.monotonic()
        self._process.stdout.close()
        code = self._process.wait()
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
