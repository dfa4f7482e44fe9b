from __future__ import annotations

import os
import re
import signal
import time

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


def test_a_child_that_was_never_started_can_be_stopped(shop):
    WorkerChild(shop).stop()
