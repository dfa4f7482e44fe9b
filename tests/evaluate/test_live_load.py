from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from huaxiang.evaluate.live_load import Feeding, fresh_ms, read_ms
from huaxiang.evaluate.measured import CommandFailed


class Answering(ThreadingHTTPServer):
    """A service whose people have tags some time after their first event."""

    daemon_threads = True

    def __init__(self, delay: float) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.delay, self.seen, self.reads = delay, {}, []


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Answering

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers["content-length"])))
        for call in said.get("batch", [said]):
            self.server.seen.setdefault(call["anonymousId"], time.monotonic())
        self._answer(200, {"success": True})

    def do_GET(self) -> None:
        name = self.path.rsplit("/", 1)[-1].rpartition(":")[2]
        self.server.reads.append(name)
        since = time.monotonic() - self.server.seen.get(name, time.monotonic())
        self._answer(200 if name in self.server.seen else 404, {"tags": [1] if since > self.server.delay else []})

    def _answer(self, status: int, document: dict) -> None:
        body = json.dumps(document).encode()
        self.send_response(status)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def answering() -> Iterator[Answering]:
    with Answering(0.2) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def address(server: Answering) -> str:
    return f"http://127.0.0.1:{server.server_port}"


def test_freshness_is_the_time_until_the_tag_is_there(answering: Answering) -> None:
    found = fresh_ms(address(answering), n=3, pause=0.0, mark="new-")
    assert len(found) == 3
    assert all(180 < each < 2_000 for each in found)
    assert {"new-0", "new-1", "new-2"} <= answering.seen.keys()


def test_reads_are_spread_over_the_readers_at_the_rate_asked_for(answering: Answering) -> None:
    answering.seen = {f"d{n}": 0.0 for n in range(8)}
    began = time.monotonic()
    found = read_ms(address(answering), [f"anonymous_id:d{n}" for n in range(8)], n=40, per_second=100)
    assert len(found) == 40
    assert time.monotonic() - began > 0.3
    assert set(answering.reads) == {f"d{n}" for n in range(8)}


def test_reads_that_are_refused_are_no_figure(answering: Answering) -> None:
    with pytest.raises(CommandFailed, match="404"):
        read_ms(address(answering), ["anonymous_id:nobody"], n=4, per_second=100)


def test_feeding_keeps_to_its_rate_and_stops_when_told(answering: Answering) -> None:
    body = json.dumps({"batch": [{"anonymousId": "d1", "messageId": "m"}] * 10}).encode()
    with Feeding(address(answering), iter(lambda: body, None), 200.0) as feeding:
        time.sleep(0.6)
    sent = feeding.n_events
    assert 50 <= sent <= 250
    time.sleep(0.2)
    assert feeding.n_events == sent
