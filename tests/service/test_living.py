"""The worker alone, as a real process beside an intake of another."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time

import pytest

from huaxiang.domain.errors import ProjectBusy
from huaxiang.ingest.dialects import segment
from huaxiang.ingest.dialects.base import Request
from huaxiang.project.lock import hold
from huaxiang.project.opening import Project
from huaxiang.service.intake import Intake
from huaxiang.service.living import live

CODE = (
    "import sys; from pathlib import Path; from huaxiang.service.living import live; sys.exit(live(Path(sys.argv[1])))"
)
BODY = b'{"event":"Order Completed","userId":"M01","properties":{"order_id":"n1","total":10}}'


def until(condition, *, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize(("how", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_it_folds_what_others_append_and_ends_within_seconds_when_told(shop, how, code):
    with subprocess.Popen(
        [sys.executable, "-c", CODE, str(shop)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        try:
            assert process.stdout is not None
            assert "folds what is accepted" in process.stdout.readline().decode()
            project = Project.open(shop)
            Intake(project.log(), project.config).take(segment, Request("/v1/track", BODY), source="live")
            until(lambda: project.store().meta().log_seq == 1)
            process.send_signal(how)
            assert process.wait(20) == code
            assert process.stderr is not None
            assert [line for line in process.stderr.read().splitlines() if not json.loads(line)] == []
        finally:
            process.kill()


def test_a_project_that_has_a_worker_is_told(shop):
    with hold(shop / ".huaxiang" / "worker.lock", purpose="worker"), pytest.raises(ProjectBusy, match="another worker"):
        live(shop)
