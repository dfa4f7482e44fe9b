"""Everything derived can be made again; what fails or is killed changes nothing."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.laws.runs import one_line, outside, run, start, wait_for
from tests.laws.shops import held, usual_shop

from huaxiang.build import stage
from huaxiang.cli.main import main
from huaxiang.domain.errors import StorageError
from huaxiang.project.ledger import Ledger
from huaxiang.project.opening import Project
from huaxiang.stores.sqlite_files import SQLiteGenerations


def test_all_that_is_derived_can_be_made_again(shop: Project, copy: Callable[[Project], Project]) -> None:
    project = copy(shop)
    before, tables = held(project), project.manifest()["tables"]
    shutil.rmtree(project.derived)
    manifest = project.build().manifest
    assert held(project) == before
    assert len(before) > 500
    differing = {name for name in tables if name != "rejects" and manifest["tables"][name] != tables[name]}
    assert differing == set()
    assert manifest["as_of"] == shop.manifest()["as_of"]


class Planted(Exception):
    """A fault planted by a test."""


def fail_in_journeys(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stage.journeys_stage, "run", _raise)


def fail_in_the_last_table(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(stage, "table_hashes", _raise)


def fail_before_the_ledger(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Ledger, "prepare", _raise)


def fail_at_the_switch(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(SQLiteGenerations, "switch", _raise)


def _raise(*args: object, **kwargs: object) -> None:
    raise Planted


@pytest.mark.parametrize(
    "fault", [fail_in_journeys, fail_in_the_last_table, fail_before_the_ledger, fail_at_the_switch]
)
def test_a_failed_build_changes_nothing(
    small: Project,
    copy: Callable[[Project], Project],
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[pytest.MonkeyPatch], None],
) -> None:
    project = copy(small)
    before = outside(project.folder)
    with monkeypatch.context() as patch:
        fault(patch)
        with pytest.raises(Planted):
            project.build()
    assert outside(project.folder) == before
    assert held(project) == held(small)


def test_a_failed_first_build_leaves_no_project_half_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = usual_shop().write(tmp_path / "shop")
    fail_at_the_switch(monkeypatch)
    with pytest.raises(Planted):
        project.build()
    assert project.generations.current() is None
    assert [name for name in outside(project.folder) if name.startswith(".huaxiang")] == []


def test_ctrl_c_ends_with_130_and_the_project_as_before(small: Project, copy: Callable[[Project], Project]) -> None:
    project = copy(small)
    before = outside(project.folder)
    process = start("build", project.folder)
    wait_for(process, "读完")
    process.send_signal(signal.SIGINT)
    assert process.stderr is not None
    assert "Traceback" not in (said := process.stderr.read())
    assert process.wait() == 130
    assert said.splitlines()[-1].startswith("interrupted")
    assert outside(project.folder) == before
    assert not list((project.derived / "spill").iterdir())


def test_a_killed_build_is_swept_away_by_the_next(small: Project, copy: Callable[[Project], Project]) -> None:
    project = copy(small)
    before = outside(project.folder)
    process = start("build", project.folder)
    wait_for(process, "个标签")
    process.kill()
    process.wait()
    assert process.stderr is not None
    process.stderr.close()
    left = outside(project.folder).keys() - before.keys()
    assert {name.split("/")[1] for name in left} >= {"lake", "models", "store"}
    assert held(project) == held(small)
    project.build()
    after = outside(project.folder)
    assert not left & after.keys()
    assert held(project) == held(small)
    assert not list((project.derived / "spill").iterdir())


def test_a_second_build_at_once_is_refused_with_one_line(
    small: Project, copy: Callable[[Project], Project], capsys: pytest.CaptureFixture[str]
) -> None:
    project = copy(small)
    first = start("build", project.folder)
    wait_for(first, "归到")
    second = main(["build", str(project.folder)])
    first.communicate()
    assert (first.returncode, second) == (0, 2)
    assert "another build is running" in one_line(capsys.readouterr().err)
    assert held(project) == held(small)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB of its own, where one may be mounted."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = shutil.which("mount")
    words = [mount or "mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(place)]
    if mount is None or os.geteuid() != 0 or subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("no file system can be mounted here")
    yield place
    subprocess.run([shutil.which("umount") or "umount", str(place)], check=True)


@pytest.mark.parametrize(("left_kb", "is_cold"), [(20, False), (300, False), (100, True)])
def test_a_full_disk_ends_with_one_line_and_the_project_as_before(
    small: Project, small_disk: Path, left_kb: int, is_cold: bool
) -> None:
    folder = Path(shutil.copytree(small.folder, small_disk / "满 了"))
    if is_cold:
        shutil.rmtree(folder / ".huaxiang" / "cache")
    before = outside(folder)
    free = os.statvfs(small_disk).f_bavail * os.statvfs(small_disk).f_frsize
    (small_disk / "filler").write_bytes(bytes(max(free - left_kb * 1024, 0)))
    ended = run("build", folder)
    (small_disk / "filler").unlink()
    assert ended.returncode == 2, ended.stderr
    assert one_line(ended.stderr)
    assert {name: body for name, body in outside(folder).items() if name != "ledger/log.sqlite"} == {
        name: body for name, body in before.items() if name != "ledger/log.sqlite"
    }
    assert held(Project.open(folder)) == held(small)


@pytest.mark.parametrize("limit_kb", [1, 40])
def test_files_that_may_not_grow_end_with_one_line(
    small: Project, copy: Callable[[Project], Project], limit_kb: int
) -> None:
    project = copy(small)
    before = outside(project.folder)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit_kb * 1024, limit_kb * 1024))

    with pytest.MonkeyPatch.context() as patch:
        plain = subprocess.run
        patch.setattr(subprocess, "run", lambda *words, **known: plain(*words, **known, preexec_fn=limited))
        ended = run("build", project.folder)
    assert ended.returncode == 2, ended.stderr
    assert one_line(ended.stderr)
    assert outside(project.folder) == before


def test_a_store_that_cannot_be_written_is_told_apart_from_our_faults(tmp_path: Path) -> None:
    project = usual_shop().write(tmp_path / "shop")
    (project.folder / ".huaxiang").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(StorageError, match="cannot lock"):
        project.build()
