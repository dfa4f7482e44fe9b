"""A build switches the pointer while events come in and a worker folds them: nobody stops, nothing differs."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from huaxiang.evaluate.kill_loop import reconciled
from huaxiang.evaluate.kill_senders import Senders
from huaxiang.evaluate.nursery import Nursery
from huaxiang.project.opening import Project


@pytest.mark.skipif(sys.platform == "win32", reason="forks")
def test_models_are_exchanged_under_load_without_a_stop(shop: Path, tmp_path: Path) -> None:
    project, nursery, senders = Project.open(shop), Nursery(shop, tmp_path / "said"), Senders()
    before = project.current_run()
    intake, worker = nursery.start("intake"), nursery.start("worker")
    try:
        senders.address = intake.address(seconds=120)
        senders.start()
        build = nursery.start("build")
        assert build.wait(seconds=150), build.tail()
        n_answered = len(senders.answered)
        assert project.current_run() != before
        end = time.monotonic() + 60
        while project.store().meta().log_seq <= n_answered:
            assert time.monotonic() < end, "the worker did not follow"
            time.sleep(0.05)
        assert worker.is_alive
        assert senders.n_again == 0
        senders.finish()
    finally:
        senders.abandon()
        for kid in (intake, worker):
            kid.kill()
        nursery.close()
    assert reconciled(project, senders) == (0, 0, 0, 0)
