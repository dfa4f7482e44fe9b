from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from huaxiang.evaluate.kill_senders import Senders


class Flaky(ThreadingHTTPServer):
    """An intake that fails every third request after it took it, and has seen what it took."""

    seen: set[str]
    n_requests: int


class Handler(BaseHTTPRequestHandler):
    server: Flaky

    def log_message(self, *_: object) -> None:
        """Says nothing."""

    def do_POST(self) -> None:
        document = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.n_requests += 1
        names = [each["messageId"] for each in document["batch"]]
        verdicts = ["duplicate" if name in self.server.seen else "accepted" for name in names]
        self.server.seen.update(names)
        status = 503 if self.server.n_requests % 3 == 0 else 200
        events = [{"messageId": name, "verdict": verdict} for name, verdict in zip(names, verdicts, strict=True)]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps({"events": events}).encode())


@pytest.fixture
def intake() -> Iterator[Flaky]:
    server = Flaky(("127.0.0.1", 0), Handler)
    server.seen, server.n_requests = set(), 0
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_every_batch_is_sent_until_it_is_answered(intake: Flaky) -> None:
    senders = Senders(n_threads=2, batch=3)
    senders.start()
    until(lambda: senders.n_again > 0)
    senders.address = f"127.0.0.1:{intake.server_address[1]}"
    until(lambda: intake.n_requests > 8)
    senders.finish()
    assert senders.answered == intake.seen
    assert len(intake.seen) % 3 == 0


def test_a_pause_sends_nothing_new_and_abandoning_waits_for_nobody(intake: Flaky) -> None:
    senders = Senders(n_threads=1, address=f"127.0.0.1:{intake.server_address[1]}")
    senders.start()
    until(lambda: intake.n_requests > 0)
    senders.pause()
    time.sleep(0.3)
    n_requests = intake.n_requests
    time.sleep(0.3)
    assert intake.n_requests == n_requests
    senders.address = None
    senders.go_on()
    senders.abandon()


def test_a_message_has_one_id_and_every_fourth_is_an_order() -> None:
    senders = Senders()
    events = [senders.event(sender, number) for sender in range(2) for number in range(8)]
    assert len({each["messageId"] for each in events}) == 16
    assert [each["event"] for each in events].count("Order Completed") == 4
