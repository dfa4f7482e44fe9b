"""A fold that never ends: its worker is killed, and after some tries its event is set aside and the rest goes on."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from huaxiang.ingest.dialects import segment
from huaxiang.ingest.dialects.base import Request
from huaxiang.live.failpoints import VARIABLE
from huaxiang.project.opening import Project
from huaxiang.service.intake import Intake
from huaxiang.service.worker_child import WorkerChild


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_the_event_on_which_every_worker_hangs_is_parked(shop: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "fold_of_hangs=hang")
    project = Project.open(shop)
    log = project.log()
    intake = Intake(log, project.config)
    for number in range(40):
        name = "Hangs" if number == 20 else "Product Viewed"
        body = f'{{"messageId":"m{number}","event":"{name}","userId":"M01"}}'.encode()
        intake.take(segment, Request("/v1/track", body), source="live")
    child = WorkerChild(shop, hanging_seconds=5)
    child.start()
    try:
        end = time.monotonic() + 280
        while not log.parked() or project.store().meta().log_seq < 40:
            assert time.monotonic() < end, child.state
            time.sleep(0.1)
        assert [(each.seq, each.why) for each in log.parked()] == [(21, "folding it did not end, 3 times")]
        assert child.n_hangs >= 4
    finally:
        child.stop()
        log.close()
    assert project.check()["difference"] == 0
