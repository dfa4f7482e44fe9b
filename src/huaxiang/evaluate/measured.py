"""Commands run in fresh processes: seconds on the wall and peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from huaxiang.domain.errors import HuaxiangError

__all__ = ["CommandFailed", "Measured", "huaxiang_command", "measure", "median_of"]

_MAIN = "import sys; from huaxiang.cli.main import main; sys.exit(main())"
_PER_MB = 2**20 if sys.platform == "darwin" else 2**10
_TAIL = 300


class CommandFailed(HuaxiangError, RuntimeError):
    """A measured command ended with an error; the message has its last words."""


@dataclass(frozen=True, slots=True)
class Measured:
    """Of one process: seconds from its start to its end, and peak resident memory (None where not to be had).

    A peak is never under the size of the process that measures: a fork hands that on.

    Attributes:
        last_line: Of what it printed.
    """

    seconds: float
    peak_mb: float | None
    last_line: str = field(default="", compare=False)


def huaxiang_command(*arguments: str) -> list[str]:
    """The command line `huaxiang ...` with this very Python."""
    return [sys.executable, "-c", _MAIN, *arguments]


def measure(command: Sequence[str], *, folder: Path | None = None) -> Measured:
    """Runs a command to its end in a fresh process; its output is shown only when it fails.

    Raises:
        CommandFailed: It ended with another status than 0.
    """
    with tempfile.TemporaryFile() as said:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=folder, stdout=said, stderr=subprocess.STDOUT)  # noqa: S603
        status, peak = _wait(process)
        seconds = time.perf_counter() - start
        said.seek(0)
        last = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
    if status:
        raise CommandFailed(f"{' '.join(command[-4:])} ended with {status}: {last[-_TAIL:]}")
    return Measured(seconds, peak, last)


def _wait(process: subprocess.Popen[bytes]) -> tuple[int, float | None]:
    if not hasattr(os, "wait4"):
        return process.wait(), None
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_maxrss / _PER_MB


def median_of(n_runs: int, run: Callable[[], Measured]) -> Measured:
    """Median seconds and greatest peak of several runs, and the last line of the run in the middle."""
    runs = sorted((run() for _ in range(n_runs)), key=lambda each: each.seconds)
    peaks = [each.peak_mb for each in runs if each.peak_mb is not None]
    return Measured(
        statistics.median(each.seconds for each in runs), max(peaks, default=None), runs[(n_runs - 1) // 2].last_line
    )
