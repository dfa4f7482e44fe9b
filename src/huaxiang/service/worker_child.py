"""The worker as a child: started with the service, started again when it falls or hangs, ended with it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog

from huaxiang.live.suspect import Suspect

__all__ = ["WorkerChild"]

_SILENT_SECONDS = 15.0
_HANGING_SECONDS, _STARTING_SECONDS = 60.0, 300.0
_LOOK_SECONDS = 0.25
_FIRST_PAUSE, _LONGEST_PAUSE, _LONG_LIFE = 0.2, 15.0, 60.0


class WorkerChild:
    """A child process that works the live side of one project."""

    def __init__(self, folder: Path, *, hanging_seconds: float = _HANGING_SECONDS) -> None:
        """Starts nothing yet.

        Args:
            hanging_seconds: Without a sign of life for so long, a child is killed and started again.
        """
        self._command = [sys.executable, "-m", "huaxiang.service.worker_process", str(folder)]
        self._hanging_seconds = hanging_seconds
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._watch = threading.Thread(target=self._keep, name="worker-child", daemon=True)
        self._beat_at: float | None = None
        self._begun: Suspect | None = None
        self._suspect: Suspect | None = None
        self._is_waiting = False
        self.pause = _FIRST_PAUSE
        self._fault: str | None = None
        self._fault_told = ""
        self.n_restarts = self.n_hangs = 0
        self.worked: Mapping[str, float] = {}
        """What the child has done since it began; see `live.worker.Worked`."""

    @property
    def pid(self) -> int | None:
        """Process id of the child; None when it does not run."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else None

    @property
    def is_well(self) -> bool:
        """Whether the child runs, can work, and has given a sign of life lately."""
        return self._is_heard and not self._is_waiting

    @property
    def _is_heard(self) -> bool:
        beat = self._beat_at
        return self.pid is not None and beat is not None and time.monotonic() - beat < _SILENT_SECONDS

    @property
    def state(self) -> str:
        """`ok`, or in one line why it does not work: what it ended with, how often, when it starts again."""
        if self.is_well:
            return "ok"
        if self._is_heard:
            return f"waiting: {self._fault}"
        if self._beat_at is not None and self.pid is not None:
            return "hanging: it gives no sign of life"
        if self._fault is None:
            return "starting"
        again = f"starts again within {self.pause:g} s, {self.n_restarts} times so far"
        return f"{self._fault}; {again}"

    def start(self) -> None:
        """Starts the child and keeps it running until `stop`."""
        self._watch.start()

    def _keep(self) -> None:
        log = structlog.get_logger("huaxiang.worker")
        while not self._stopping.is_set():
            started = time.monotonic()
            code = self._run_once()
            if self._stopping.is_set():
                return
            lived = time.monotonic() - started
            self.pause = _FIRST_PAUSE if lived > _LONG_LIFE else min(self.pause * 2, _LONGEST_PAUSE)
            log.warning("worker_ended", code=code, fault=self._fault, starts_again_in_seconds=self.pause)
            self._stopping.wait(self.pause)
            self.n_restarts += 1

    def _run_once(self) -> int:
        """Runs the child until it ends; returns its exit code."""
        self._beat_at = self._begun = None
        self._is_waiting, self._fault_told = False, ""
        suspect = [] if self._suspect is None else [self._suspect.to_text()]
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        process = self._process = subprocess.Popen([*self._command, *suspect], **pipes)  # noqa: S603
        if self._stopping.is_set():
            self._hang_up()
        ended = threading.Event()
        threading.Thread(target=self._watch_over, args=(process, ended), daemon=True).start()
        assert process.stdout is not None
        for line in process.stdout:
            self._hear(line)
        process.stdout.close()
        code = process.wait()
        ended.set()
        self._fault = self._fault_told or f"ended with code {code}"
        self._hang_up()
        return code

    def _hear(self, line: bytes) -> None:
        """Takes in a line of the child: a sign of life, a step that begins, or what is wrong."""
        self._beat_at = time.monotonic()
        try:
            said = json.loads(line)
        except ValueError:
            return
        if not isinstance(said, dict):
            return
        self._is_waiting = bool(said.get("is_waiting"))
        if "fault" in said:
            self._fault = self._fault_told = str(said["fault"])
        if "step" in said:
            self._begun = Suspect(*said["step"])
        if "worked" in said:
            self._begun, self.worked = None, said["worked"]

    def _watch_over(self, process: subprocess.Popen[bytes], ended: threading.Event) -> None:
        """Kills a child that gives no sign of life, and notes in what it hung."""
        begun_at = time.monotonic()
        while not ended.wait(_LOOK_SECONDS):
            heard = self._beat_at
            is_starting = heard is None
            silent = time.monotonic() - (begun_at if heard is None else heard)
            if silent < (max(_STARTING_SECONDS, self._hanging_seconds) if is_starting else self._hanging_seconds):
                continue
            self.n_hangs += 1
            if self._begun is not None:
                self._suspect = self._begun.after(self._suspect)
            self._fault_told = f"hung: no sign of life for {silent:.0f} s"
            structlog.get_logger("huaxiang.worker").error("worker_hangs", silent_seconds=round(silent, 1))
            process.kill()
            return

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
