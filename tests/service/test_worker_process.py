from __future__ import annotations

import gc
import json
import sqlite3
import subprocess
import sys
import threading

import pytest

from huaxiang.domain.errors import ProjectBusy, StorageError
from huaxiang.domain.instants import DAY_US, HOUR_US, from_iso, to_iso
from huaxiang.ingest.dialects import segment
from huaxiang.ingest.dialects.base import Request
from huaxiang.live import step
from huaxiang.live.suspect import Suspect
from huaxiang.live.worker import Worker
from huaxiang.project.lock import hold
from huaxiang.project.opening import Project
from huaxiang.service import worker_process
from huaxiang.service.intake import Intake
from huaxiang.service.lines import tell_as_json
from huaxiang.service.worker_process import Turns, main, run

NOW = from_iso("2025-11-12T09:00:00Z")


def post(shop, message, at):
    project = Project.open(shop)
    body = b'{"messageId":"%s","event":"Product Viewed","userId":"M01"}' % message.encode()
    log = project.log()
    Intake(log, project.config, clock=lambda: at).take(segment, Request("/v1/track", body), source="live")
    log.close()


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
    post(shop, "a", NOW)

    def beat(said):
        beats.append(said)
        if "worked" in said:
            stop.set()

    run(shop, stop=stop, beat=beat)
    step, sign = beats
    assert step == {"step": [1, 1]}
    assert sign["run_id"] == Project.open(shop).current_run()
    assert (sign["worked"]["n_events"], sign["worked"]["batch_events"]) == (1, 1)
    assert gc.isenabled(), "the collector's own passes are off only while it works"


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
    return code, json.loads(said.out)["fault"], json.loads(said.err)


def test_a_fault_of_ours_is_told_in_one_line_with_the_place_of_its_details(shop, capsys, monkeypatch):
    code, fault, line = ended(shop, capsys, monkeypatch, ZeroDivisionError("13912345678"))
    assert code == 1
    assert fault.startswith("ZeroDivisionError")
    assert (line["event"], line["fault"], line["level"]) == ("worker_failed", fault, "error")
    assert "13912345678" not in str(line)
    details = shop / ".huaxiang" / "worker-fault.log"
    assert str(details) in fault
    text = details.read_text(encoding="utf-8")
    assert "Traceback" in text
    assert "13912345678" not in text


def test_a_mistake_of_a_user_is_told_as_it_is(shop, capsys, monkeypatch):
    code, fault, line = ended(shop, capsys, monkeypatch, ProjectBusy("/x: another worker\nis running"))
    assert (code, fault) == (2, "/x: another worker is running")
    assert line["fault"] == fault


@pytest.mark.parametrize("error", [StorageError("/x: cannot\nwrite"), sqlite3.OperationalError("13912345678")])
def test_what_cannot_be_written_for_a_while_is_waited_for_in_the_same_process(shop, monkeypatch, error):
    monkeypatch.setattr(worker_process, "_FIRST_WAIT", 0.01)
    failures, beats, stop = [error, error], [], threading.Event()
    usual = Turns.turn

    def turn(self):
        if failures:
            raise failures.pop()
        return usual(self)

    def beat(said):
        beats.append(said)
        if "worked" in said:
            stop.set()

    monkeypatch.setattr(Turns, "turn", turn)
    run(shop, stop=stop, beat=beat)
    assert [each.get("is_waiting", False) for each in beats] == [True, True, False]
    assert "13912345678" not in str(beats)
    assert beats[-1]["run_id"] is not None


def test_timers_get_their_turns_while_more_events_always_wait(shop, monkeypatch):
    turns, order = Turns(shop, clock=lambda: NOW), []
    monkeypatch.setattr(Worker, "step", lambda self, **_: order.append("step") or 5)
    monkeypatch.setattr(Worker, "fire", lambda self, **_: order.append("fire") or 100)
    for _ in range(3):
        turns.turn()
    assert order == ["step", "fire"] * 3


def test_a_clock_that_is_set_back_moves_nothing_back_and_loses_nothing(shop):
    clock = [NOW]
    turns = Turns(shop, clock=lambda: clock[0])
    post(shop, "a", NOW)
    while turns.turn():
        pass
    clock[0] -= HOUR_US
    post(shop, "b", clock[0])
    while turns.turn():
        pass
    store = Project.open(shop).store()
    assert (store.meta().as_of, store.meta().log_seq) == (NOW, 2)
    assert all(profile.as_of <= NOW for profile in store.profiles())
    assert Project.open(shop).check()["difference"] == 0


def test_after_a_hang_it_goes_in_small_steps_and_sets_the_event_aside_after_some_tries(shop):
    for number in range(40):
        post(shop, f"m{number}", NOW)
    steps = []
    turns = Turns(shop, clock=lambda: NOW, suspect=Suspect(1, 32), begin=lambda *step: steps.append(step))
    while turns.turn():
        pass
    assert steps == [(first, first + 1) for first in range(1, 33, 2)] + [(33, 40)]
    post(shop, "hangs", NOW)
    again = Turns(shop, clock=lambda: NOW, suspect=Suspect(41, 41, 3))
    while again.turn():
        pass
    log = Project.open(shop).log()
    assert [(each.seq, each.why) for each in log.parked()] == [(41, "folding it did not end, 3 times")]
    log.close()


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
    tell_as_json()
    turns = Turns(shop, clock=lambda: NOW)
    while turns.turn():
        pass
    project = Project.open(shop)
    log = project.log()
    assert [(each.seq, each.source) for each in log.parked()] == [(2, "live")]
    assert log.refusals() == {"unfoldable": 1}
    log.close()
    assert project.store().meta().log_seq == 3
    assert '"event_parked"' in capsys.readouterr().err
    assert project.check()["difference"] == 0
    monkeypatch.undo()
    live = {each.person_id: each.tags for each in project.store().profiles()}
    as_of = to_iso(project.store().meta().as_of)
    project.build(as_of=NOW, keep_models=project.current_run())
    assert to_iso(project.store().meta().as_of) == as_of
    assert {each.person_id: each.tags for each in project.store().profiles()} == live, "a build leaves it out too"
    assert project.check()["difference"] == 0
