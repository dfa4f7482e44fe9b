from __future__ import annotations

import os
import subprocess
import sys

import pytest

from huaxiang.evaluate.measured import CommandFailed, Measured, huaxiang_command, measure, median_of


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def test_seconds_are_those_of_the_process() -> None:
    taken = measure(python("import time; time.sleep(0.3)"))
    assert taken.seconds >= 0.3


@pytest.mark.skipif(not hasattr(os, "wait4"), reason="this system does not tell the peak memory of a process")
def test_peak_memory_is_that_of_the_command() -> None:
    script = (
        "import sys; from huaxiang.evaluate.measured import measure\n"
        "large = \"x = bytearray(500_000_000); x[::4096] = b'1' * len(x[::4096])\"\n"
        "print(measure([sys.executable, '-c', large]).peak_mb)"
    )
    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert 470 < float(said) < 600


def test_a_failing_command_gives_its_last_words() -> None:
    with pytest.raises(CommandFailed, match="ended with 3: gone wrong"):
        measure(python("import sys; print('gone wrong'); sys.exit(3)"))


def test_the_last_line_that_a_command_printed_is_kept() -> None:
    taken = measure(python("print('first'); print('last')"))
    assert taken.last_line == "last"
    assert median_of(1, lambda: taken).last_line == "last"


def test_median_of_runs_keeps_the_greatest_peak_and_the_words_of_the_run_in_the_middle() -> None:
    runs = iter([Measured(3.0, 10.0, "slow"), Measured(2.0, 20.0, "middle"), Measured(1.0, 30.0, "fast")])
    found = median_of(3, lambda: next(runs))
    assert (found.seconds, found.peak_mb, found.last_line) == (2.0, 30.0, "middle")
    assert median_of(1, lambda: Measured(2.0, None)) == Measured(2.0, None)


def test_the_command_line_runs_with_this_very_python() -> None:
    assert huaxiang_command("--help")[0] == sys.executable
    assert measure(huaxiang_command("--help")).seconds > 0
