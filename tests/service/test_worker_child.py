from __future__ import annotations

import os
import signal
import time

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
    child.stop()


def test_a_child_that_was_never_started_can_be_stopped(shop):
    WorkerChild(shop).stop()
