from __future__ import annotations

import os
import re
import signal
import sys
import time

import pytest

from huaxiang.live.suspect import Suspect
from huaxiang.service import worker_child
from huaxiang.service.worker_child import WorkerChild


def until(condition, *, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_worker_that_falls_is_started_again_and_none_is_left_behind(shop):
    child = WorkerChild(shop)
    child.start()
    try:
        until(lambda: child.is_well)
        first = child.pid
        os.kill(first, signal.SIGKILL)
        until(lambda: child.is_well and child.pid != first)
        second = child.pid
        assert child.n_restarts == 1
    finally:
        child.stop()
    assert not is_running(second)
    assert child.pid is None


def test_a_worker_that_cannot_start_is_not_well(tmp_path):
    child = WorkerChild(tmp_path)
    child.start()
    until(lambda: child.n_restarts >= 1)
    assert not child.is_well
    assert "huaxiang.toml" in child.state
    child.stop()


def test_a_worker_that_falls_at_once_is_started_ever_more_slowly_and_says_why(shop, monkeypatch):
    monkeypatch.setattr(worker_child, "_FIRST_PAUSE", 0.01)
    (shop / ".huaxiang" / "store" / "current").write_text("no-such-run")
    (shop / ".huaxiang" / "worker.lock").mkdir()
    child = WorkerChild(shop)
    assert child.state == "starting"
    child.start()
    try:
        until(lambda: child.n_restarts >= 2)
        assert not child.is_well
        fault, _, again = child.state.partition("; ")
        assert "worker.lock" in fault or "Error" in fault
        assert re.search(r"starts again within [0-9.]+ s, [0-9]+ times so far", again or fault)
        assert child.pause > 0.02
    finally:
        child.stop()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_worker_that_gives_no_sign_of_life_is_killed_and_started_again(shop):
    child = WorkerChild(shop, hanging_seconds=2)
    child.start()
    try:
        until(lambda: child.is_well)
        first = child.pid
        os.kill(first, signal.SIGSTOP)
        until(lambda: child.n_hangs == 1)
        until(lambda: child.is_well and child.pid != first)
        assert not is_running(first)
        assert (child.n_hangs, child.n_restarts) == (1, 1)
    finally:
        child.stop()


def test_what_a_child_says_is_its_state(tmp_path, monkeypatch):
    child = WorkerChild(tmp_path)
    monkeypatch.setattr(WorkerChild, "pid", 7)
    child._hear(b'{"fault": "/x: the disk is full", "is_waiting": true}\n')
    assert (child.is_well, child.state) == (False, "waiting: /x: the disk is full")
    for line in (b'{"step": [4, 9]}', b"no json", b"[]"):
        child._hear(line)
    assert (child.state, child._begun) == ("ok", Suspect(4, 9))
    child._hear(b'{"run_id": "r", "worked": {"n_events": 6}}')
    assert (child.worked, child._begun) == ({"n_events": 6}, None)
    child._beat_at -= 20
    assert child.state.startswith("hanging")


def test_a_child_that_was_never_started_can_be_stopped(shop):
    WorkerChild(shop).stop()
