"""A build as a child process: its progress as it tells it, its end in one line, and a way to stop it."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

__all__ = ["BuildChild", "BuildState"]

_MAIN = "import sys; from huaxiang.cli.main import main; sys.exit(main())"
_LINES_KEPT = 200
_INTERRUPTED = 130
_MARK = "· "
_ASKED_AGAIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class BuildState:
    """Where a build stands.

    Attributes:
        status: idle before the first build of this service.
        lines: Its last lines of progress, oldest first.
        seconds: Since it began; how long it took once it ended.
        error: The one line of what went wrong, "" unless it failed.
        manifest: run.json of a build that is done.
    """

    status: Literal["idle", "running", "stopping", "done", "failed", "stopped"] = "idle"
    lines: tuple[str, ...] = ()
    seconds: float = 0.0
    error: str = ""
    manifest: dict[str, Any] | None = None


class BuildChild:
    """Runs `huaxiang build` of one project, one at a time; the service goes on meanwhile."""

    def __init__(self, folder: Path) -> None:
        self._command = [sys.executable, "-c", _MAIN, "build", str(folder), "--json"]
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_stopping = False
        self._lines: deque[str] = deque(maxlen=_LINES_KEPT)
        self._began = 0.0
        self._end = BuildState()

    def state(self) -> BuildState:
        """Where the build stands now."""
        with self._lock:
            if self._process is None:
                return self._end
            status: Literal["running", "stopping"] = "stopping" if self._is_stopping else "running"
            return BuildState(status, tuple(self._lines), time.monotonic() - self._began)

    def start(self) -> bool:
        """Starts a build; False when one of this service is running."""
        with self._lock:
            if self._process is not None:
                return False
            self._lines.clear()
            self._is_stopping, self._began = False, time.monotonic()
            # A session of its own: Ctrl-C at the service's terminal ends the build by our order alone.
            self._process = subprocess.Popen(  # noqa: S603
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env={**os.environ, "PYTHONIOENCODING": "utf-8"},
                start_new_session=True,
            )
            threading.Thread(target=self._follow, args=(self._process,), name="build-child", daemon=True).start()
            return True

    def stop(self) -> None:
        """Asks the build to end as Ctrl-C does: the project stays as it was before."""
        with self._lock:
            process, was_stopping = self._process, self._is_stopping
            self._is_stopping = process is not None
        if process is not None and not was_stopping:
            threading.Thread(target=_interrupt, args=(process,), name="build-stop", daemon=True).start()

    def close(self, *, seconds: float = 20.0) -> None:
        """Ends a build that runs, and waits for it so long; then it is killed."""
        self.stop()
        with self._lock:
            process = self._process
        if process is not None:
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def _follow(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        told: list[bytes] = []
        reading = threading.Thread(target=lambda: told.append(process.stdout.read()), daemon=True)  # type: ignore[union-attr]
        reading.start()
        last = ""
        for raw in process.stderr:
            last = raw.decode("utf-8", errors="replace").strip()
            if last.startswith(_MARK):
                with self._lock:
                    self._lines.append(last.removeprefix(_MARK))
        reading.join()
        code = process.wait()
        process.stdout.close()
        process.stderr.close()
        with self._lock:
            seconds = time.monotonic() - self._began
            self._end = _ended(code, b"".join(told), last, lines=tuple(self._lines), seconds=seconds)
            self._process = None


def _interrupt(process: subprocess.Popen[bytes]) -> None:
    # Again until it ends: Python drops an interrupt that falls into a callback or a finaliser.
    while process.poll() is None:
        process.send_signal(signal.SIGINT if os.name == "posix" else signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_ASKED_AGAIN_SECONDS)


def _ended(code: int, told: bytes, last: str, *, lines: tuple[str, ...], seconds: float) -> BuildState:
    if code == 0:
        return BuildState("done", lines, seconds, manifest=json.loads(told))
    if code == _INTERRUPTED or code < 0:
        return BuildState("stopped", lines, seconds)
    return BuildState("failed", lines, seconds, error=last.removeprefix("error: ") or f"exit code {code}")
