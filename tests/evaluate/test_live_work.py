from __future__ import annotations

import json
from pathlib import Path

import pytest

from huaxiang.domain.instants import now
from huaxiang.evaluate.live_stream import Shape, write_bodies
from huaxiang.evaluate.live_work import append_alone, batched, main, take_in
from huaxiang.project.opening import Project

TOML = 'version = 1\n[project]\nname = "measured"\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "huaxiang.toml").write_text(TOML, encoding="utf-8")
    write_bodies(tmp_path / "stream", Shape(600, 60, now()), seed=2)
    return Project.open(tmp_path)


def n_logged(project: Project) -> tuple[int, int]:
    log = project.log()
    found = log.last_seq(), log.refusals().get("duplicate", 0)
    log.close()
    return found


def test_taking_in_puts_every_call_into_the_log_once(project: Project) -> None:
    took = take_in(project.folder, project.folder / "stream")
    accepted, duplicates = n_logged(project)
    assert took["events"] == accepted + duplicates
    assert (accepted > 500, duplicates > 0, took["seconds"] > 0) == (True, True, True)


def test_appending_alone_leaves_the_project_as_it_is(project: Project) -> None:
    took = append_alone(project.folder, project.folder / "stream")
    assert took["events"] > 500
    assert n_logged(project) == (0, 0)


def test_counters_alone_drain_the_log(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    take_in(project.folder, project.folder / "stream")
    project.build()
    before = n_logged(project)[0]
    write_bodies(project.folder / "more", Shape(600, 60, now(), first_person=60), seed=3)
    more = (project.folder / "more").read_bytes().replace(b'"m', b'"n')
    (project.folder / "more").write_bytes(more)
    take_in(project.folder, project.folder / "more")
    assert main(["counters", str(project.folder)]) == 0
    took = json.loads(capsys.readouterr().out)
    store = project.store()
    assert took["events"] == n_logged(project)[0] - before
    assert (store.meta().log_seq, store.count()) == (n_logged(project)[0], 120)
    store.close()


def test_bodies_come_so_many_at_a_time() -> None:
    assert list(batched(iter([b"a", b"b", b"c"]), 2)) == [[b"a", b"b"], [b"c"]]
