from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from huaxiang.domain.errors import ProjectBusy, StorageError
from huaxiang.project.lock import hold

HOLDER = """
import sys, time
from pathlib import Path
from huaxiang.project.lock import hold
with hold(Path(sys.argv[1]), purpose="build"):
    print("held", flush=True)
    time.sleep(600)
"""


def test_a_lock_is_held_by_one_and_free_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "店" / ".huaxiang" / "build.lock"
    with (
        hold(path, purpose="build"),
        pytest.raises(ProjectBusy, match="another build is running"),
        hold(path, purpose="build"),
    ):
        pytest.fail("held twice")
    with hold(path, purpose="build"):
        assert path.exists()


def test_a_fault_inside_frees_it(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(tmp_path / "lock", purpose="build"):
        raise ZeroDivisionError
    with hold(tmp_path / "lock", purpose="build"):
        pass


def test_the_system_frees_the_lock_of_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    process = subprocess.Popen([sys.executable, "-c", HOLDER, str(path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    with pytest.raises(ProjectBusy), hold(path, purpose="build"):
        pytest.fail("held twice")
    process.kill()
    process.communicate()
    with hold(path, purpose="build"):
        pass


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageError, match="cannot lock"), hold(tmp_path / "file" / "lock", purpose="build"):
        pytest.fail("held")
