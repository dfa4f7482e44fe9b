"""Processes of the live side that start at once: forks of one process that has everything imported."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import HuaxiangError

__all__ = ["Kid", "Nursery"]

_POLL_SECONDS = 0.01
_ADDRESS = "http://"
_CODE = """
import importlib, json, os, signal, sys, traceback
from pathlib import Path
from huaxiang.live import failpoints
from huaxiang.project.opening import Project
from huaxiang.service import serving, worker_process
for module in ("huaxiang.engines.duckdb", "huaxiang.build.stage"):
    importlib.import_module(module)
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
held, _ = os.pipe()

def be(wanted):
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    out = os.open(wanted["said"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number, stream in ((held, 0), (out, 1), (out, 2)):
        os.dup2(number, stream)
    failpoints.arm(wanted["failpoints"])
    folder = Path(wanted["folder"])
    if wanted["kind"] == "intake":
        return serving.serve(folder, port=0, worker=False)
    if wanted["kind"] == "worker":
        return worker_process.main([str(folder)])
    Project.open(folder).build(keep_models=Project.open(folder).current_run())
    return 0

for line in sys.stdin:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = be(json.loads(line))
        except BaseException:
            traceback.print_exc()
            sys.stderr.flush()
        finally:
            os._exit(code)
    print(pid, flush=True)
"""


class Kid:
    """One of its processes."""

    def __init__(self, pid: int, said: Path) -> None:
        self.pid, self._said = pid, said

    @property
    def is_alive(self) -> bool:
        """Whether it has not ended yet."""
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def kill(self) -> None:
        """Ends it with SIGKILL, at whatever it is, and waits until it is gone."""
        if self.is_alive:
            os.kill(self.pid, signal.SIGKILL)
        self.wait(seconds=30.0)

    def wait(self, *, seconds: float) -> bool:
        """Whether it has ended, waiting so long at most."""
        end = time.monotonic() + seconds
        while self.is_alive:
            if time.monotonic() > end:
                return False
            time.sleep(_POLL_SECONDS)
        return True

    def address(self, *, seconds: float) -> str:
        """`host:port` that an intake says it listens on.

        Raises:
            HuaxiangError: It ended, or does not say so within that time.
        """
        end = time.monotonic() + seconds
        while time.monotonic() < end and self.is_alive:
            said = self._said.read_text(encoding="utf-8") if self._said.exists() else ""
            if _ADDRESS in said:
                return said.partition(_ADDRESS)[2].split()[0]
            time.sleep(_POLL_SECONDS)
        raise HuaxiangError(f"the intake does not listen: {self.tail()}")

    def tail(self) -> str:
        """The last of what it said."""
        return self._said.read_text(encoding="utf-8")[-500:] if self._said.exists() else ""


class Nursery:
    """Forks processes on one built project; POSIX only."""

    def __init__(self, folder: Path, said: Path) -> None:
        """Starts the process that forks.

        Args:
            folder: The project.
            said: Folder for what the processes say.
        """
        self._folder, self._said, self._n_kids = folder, said, 0
        said.mkdir(parents=True, exist_ok=True)
        pipes: dict[str, Any] = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self._process = subprocess.Popen([sys.executable, "-c", _CODE], **pipes)  # noqa: S603

    def start(self, kind: str, *, failpoints: str = "") -> Kid:
        """A process of a kind: `intake`, `worker` or `build`, with fail points as `live.failpoints.arm` takes them."""
        self._n_kids += 1
        said = self._said / f"{self._n_kids:04d}-{kind}.log"
        wanted = {"kind": kind, "failpoints": failpoints, "folder": str(self._folder), "said": str(said)}
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(wanted) + "\n")
        self._process.stdin.flush()
        return Kid(int(self._process.stdout.readline()), said)

    def close(self) -> None:
        """Ends the process that forks; its children must have ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait()
        self._process.stdout.close()
