from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from huaxiang.cli.endings import Stopped, end
from huaxiang.domain.errors import BadExpression, ContractBroken, StorageError


def raising(error: BaseException) -> Callable[[], NoReturn]:
    def command() -> NoReturn:
        raise error

    return command


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (StorageError("/x: cannot write: No space left on device"), 2, "error: /x: cannot write: No space left"),
        (BadExpression("expected )", text="tag(x", position=5), 2, "error: expected ) (at 6 of 'tag(x')"),
        (OSError(errno.ENOSPC, "No space left on device", "/data/x"), 2, "error: /data/x: the disk is full: free"),
        (PermissionError(errno.EACCES, "Permission denied", "/data/x"), 2, "error: /data/x: Permission denied"),
        (KeyboardInterrupt(), 130, "interrupted: nothing was changed"),
        (Stopped(), 130, "stopped: what was accepted is kept"),
    ],
)
def test_what_a_person_can_mend_is_one_line(
    capsys: pytest.CaptureFixture[str], error: BaseException, code: int, line: str
) -> None:
    assert end(raising(error)) == code
    printed = capsys.readouterr()
    assert printed.err.startswith(line)
    assert (printed.err.count("\n"), printed.out) == (1, "")


@pytest.mark.parametrize("error", [ZeroDivisionError("x\ny"), ContractBroken("table x: column y misses values")])
def test_a_fault_of_ours_is_one_line_and_a_file(capsys: pytest.CaptureFixture[str], error: Exception) -> None:
    assert end(raising(error)) == 1
    printed = capsys.readouterr().err
    assert (printed.count("\n"), "Traceback" in printed) == (1, False)
    log = Path(printed.split("the details are in ")[1].strip())
    assert "Traceback" in log.read_text(encoding="utf-8")
    log.unlink()


def test_the_traceback_is_shown_when_asked_for(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUAXIANG_DEBUG", "1")
    end(raising(ZeroDivisionError("x")))
    printed = capsys.readouterr().err
    assert "Traceback" in printed
    Path(printed.split("the details are in ")[1].strip()).unlink()


def test_success_ends_with_0_and_a_code_is_passed_on() -> None:
    assert (end(lambda: None), end(lambda: 3)) == (0, 3)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of a terminal differ")
def test_ctrl_c_in_a_build_leaves_the_project_as_it_was(ran: Callable[..., Any], tmp_path: Path) -> None:
    folder = tmp_path / "店"
    assert ran("simulate", folder, "--people", "120").code == 0
    before = sorted(path for path in folder.rglob("*") if ".huaxiang" not in path.parts)
    words = [sys.executable, "-c", "import sys; from huaxiang.cli.main import main; sys.exit(main(sys.argv[1:]))"]
    with subprocess.Popen([*words, "build", str(folder)], stderr=subprocess.PIPE, env=os.environ) as build:
        assert build.stderr is not None
        first = build.stderr.readline()
        time.sleep(0.2)
        build.send_signal(signal.SIGINT)
        rest = build.stderr.read().decode()
        code = build.wait()
    assert first
    assert code == 130
    assert rest.splitlines()[-1].startswith("interrupted")
    assert "Traceback" not in rest
    assert ran("segments", folder).code == 2
    kept = sorted(path for path in folder.rglob("*") if ".huaxiang" not in path.parts and "ledger" not in path.parts)
    assert kept == before
    assert ran("build", folder).code == 0


def test_a_reader_that_went_away_is_no_failure(built: Path) -> None:
    program = "import sys; from huaxiang.cli.main import main; sys.exit(main(sys.argv[1:]))"
    words = [sys.executable, "-c", program, "tags", str(built), "--json"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as tags:
        assert tags.stdout is not None
        assert tags.stderr is not None
        tags.stdout.close()
        assert tags.stderr.read() == b""
        assert tags.wait() == 0
