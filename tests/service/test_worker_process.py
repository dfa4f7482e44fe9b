from __future__ import annotations

import threading

import pytest

from huaxiang.domain.errors import ProjectBusy
from huaxiang.domain.instants import DAY_US, from_iso
from huaxiang.ingest.dialects import segment
from huaxiang.project.lock import hold
from huaxiang.project.opening import Project
from huaxiang.service import worker_process
from huaxiang.service.intake import Intake
from huaxiang.service.worker_process import Turns, run

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
