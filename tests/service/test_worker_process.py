from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest

from huaxiang.domain.errors import ProjectBusy, StorageError
from huaxiang.domain.instants import DAY_US, from_iso, to_iso
from huaxiang.ingest.dialects import segment
from huaxiang.live import step
from huaxiang.project.lock import hold
from huaxiang.project.opening import Project
from huaxiang.service import worker_process
from huaxiang.service.intake import Intake
from huaxiang.service.worker_process import Turns, main, run

NOW = from_iso("2025-11-12T09:00:00Z")


def post(shop, message, at):
    project = Project.open(shop)
    body = b'{"messageId":"%s","event":"Product Viewed","userId":"M01"}' % message.encode()
    Intake(project.log(), project.config, clock=lambda: at).take(segment, "/v1/track", body, source="live")


def test_a_build_stands_still_until_its_first_event(shop):
    turns = Turns(shop, clock=lambda: NOW)
    before = Project.open(shop).store().meta()
    assert [turns.turn() for _ in range(3)] == [False] * 3
    assert Project.open(shop).store().meta() == before


def test_from_the_first_event_on_the_wall_clock_leads(shop):
    clock = [NOW]
    turns = Turns(shop, clock=lambda: clock[0])
    post(shop, "a", NOW)
    while turns.turn():
        pass
    assert Project.open(shop).store().meta().as_of == NOW
    clock[0] += 3 * DAY_US
    while turns.turn():
        pass
    assert Project.open(shop).store().meta().as_of == clock[0]
    assert Project.open(shop).store().due(clock[0], limit=10) == []


def test_a_worker_started_again_goes_on_as_live(shop):
    post(shop, "a", NOW)
    Turns(shop, clock=lambda: NOW).turn()
    later = Turns(shop, clock=lambda: NOW + DAY_US)
    while later.turn():
        pass
    assert Project.open(shop).store().meta().as_of == NOW + DAY_US


def test_a_new_build_is_followed(shop):
    turns = Turns(shop, clock=lambda: NOW)
    turns.turn()
    run_id = Project.open(shop).build().manifest["run_id"]
    post(shop, "a", NOW)
    turns.turn()
    assert turns.run_id == run_id
    assert Project.open(shop).store().meta().log_seq == 1


def test_two_workers_do_not_work_on_one_project(shop, monkeypatch):
    monkeypatch.setattr(worker_process, "_LOCK_SECONDS", 0.1)
    with hold(shop / ".huaxiang" / "worker.lock", purpose="worker"), pytest.raises(ProjectBusy):
        run(shop, stop=threading.Event(), beat=lambda _: None)


def test_it_gives_signs_of_life_and_ends_when_told(shop):
    stop, beats = threading.Event(), []

    def beat(run_id):
        beats.append(run_id)
        stop.set()

    run(shop, stop=stop, beat=beat)
    assert beats == [Project.open(shop).current_run()]


def test_a_worker_that_cannot_begin_ends_with_one_line_and_no_crash(shop, tmp_path):
    (tmp_path / "huaxiang.toml").write_text("versiom = 1\n")
    command = [sys.executable, "-m", "huaxiang.service.worker_process", str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stderr is not None
        said = child.stderr.read().decode()
        assert (child.wait(20), len(said.splitlines())) == (2, 1), said


def ended(shop, capsys, monkeypatch, fault):
    """Exit code of a worker whose first turn fails, and what it says on both streams."""

    def failing(self):
        raise fault

    monkeypatch.setattr(Turns, "turn", failing)
    monkeypatch.setattr(worker_process, "_await_end", lambda stop: None)
    monkeypatch.setattr(worker_process.signal, "signal", lambda *_: None)
    code = main([str(shop)])
    said = capsys.readouterr()
    return code, json.loads(said.out)["fault"], said.err


def test_a_fault_of_ours_is_told_in_one_line_with_the_place_of_its_details(shop, capsys, monkeypatch):
    code, fault, line = ended(shop, capsys, monkeypatch, ZeroDivisionError("13912345678"))
    assert code == 1
    assert fault.startswith("ZeroDivisionError")
    assert line == f"worker: {fault}\n"
    assert "13912345678" not in line
    details = shop / ".huaxiang" / "worker-fault.log"
    assert str(details) in line
    assert "Traceback" in details.read_text(encoding="utf-8")


def test_a_mistake_of_a_user_is_told_as_it_is(shop, capsys, monkeypatch):
    code, fault, line = ended(shop, capsys, monkeypatch, StorageError("/x: cannot\nwrite"))
    assert (code, fault, line) == (2, "/x: cannot write", "worker: /x: cannot write\n")


def test_an_event_that_cannot_be_folded_is_parked_shown_and_the_next_one_is_readable(shop, capsys, monkeypatch):
    post(shop, "a", NOW)
    post(shop, "poison", NOW)
    post(shop, "c", NOW)
    usual = step.fold_row

    def fold_row(event, *rest, **more):
        if event.message_id == "poison":
            raise ArithmeticError("it cannot be")
        return usual(event, *rest, **more)

    monkeypatch.setattr(step, "fold_row", fold_row)
    turns = Turns(shop, clock=lambda: NOW)
    while turns.turn():
        pass
    project = Project.open(shop)
    log = project.log()
    assert [(each.seq, each.source) for each in log.parked()] == [(2, "live")]
    assert log.refusals() == {"unfoldable": 1}
    log.close()
    assert project.store().meta().log_seq == 3
    assert "worker: event" in capsys.readouterr().err
    assert project.check()["difference"] == 0
    monkeypatch.undo()
    live = {each.person_id: each.tags for each in project.store().profiles()}
    as_of = to_iso(project.store().meta().as_of)
    project.build(as_of=NOW, keep_models=project.current_run())
    assert to_iso(project.store().meta().as_of) == as_of
    assert {each.person_id: each.tags for each in project.store().profiles()} == live, "a build leaves it out too"
    assert project.check()["difference"] == 0
