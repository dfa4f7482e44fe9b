"""Clients that behave badly: many slow ones, and one that sends everything again and again."""

from __future__ import annotations

import http.client
import json
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from tests.faults.conftest import serving

resource = pytest.importorskip("resource", reason="limits of POSIX")
N_SLOW = 1_000
HEADERS = b"POST /v1/batch HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n"


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


@pytest.mark.skipif(sys.platform != "linux", reason="reads its memory from /proc")
def test_a_thousand_slow_clients_take_little_memory_and_keep_nobody_waiting(shop: Path) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 3 * N_SLOW:
        pytest.skip("too few open files are allowed here")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 3 * N_SLOW), hard))
    with serving(shop) as (host, port, service), ExitStack() as sockets:
        before = resident_mb()
        slow = [sockets.enter_context(socket.create_connection((host, port), timeout=60)) for _ in range(N_SLOW)]
        for each in slow:
            each.sendall(HEADERS + b'{"batch": [' + b" " * 1_000)
        for number in range(20):
            for each in slow[number * 50 : number * 50 + 50]:
                each.sendall(b" " * 500)
            connection = http.client.HTTPConnection(host, port, timeout=30)
            body = json.dumps({"messageId": f"m{number}", "event": "Seen", "userId": "M01"})
            connection.request("POST", "/v1/track", body, {"content-type": "application/json"})
            assert json.loads(connection.getresponse().read())["events"][0]["verdict"] == "accepted"
            connection.close()
        assert resident_mb() - before < 150
        assert service.intake.last_seq() == 20


def test_a_client_that_sends_everything_again_is_told_so_and_counted(client: Any) -> None:
    batch = [{"type": "track", "messageId": f"m{n}", "event": "Seen", "userId": "M01"} for n in range(50)]
    answers = [client.post("/v1/batch", json={"batch": batch}).json()["events"] for _ in range(5)]
    assert {each["verdict"] for each in answers[0]} == {"accepted"}
    assert {each["verdict"] for answer in answers[1:] for each in answer} == {"duplicate"}
    assert 'huaxiang_events_total{reason="",verdict="duplicate"} 200.0' in client.get("/metrics").text
    client.turns()
    log = client.app.state.service.readings.project.log()
    assert (log.last_seq(), log.refusals()) == (50, {"duplicate": 200})
    log.close()
