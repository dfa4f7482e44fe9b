"""An endpoint on this machine that answers as it is told and keeps what it was sent, and a feed in memory."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from huaxiang.channels.base import Entry, FeedSlice


class Endpoint:
    """`answer` is called with (number of the request, body) and gives a status, or (status, headers)."""

    def __init__(self) -> None:
        self.answer: Callable[[int, dict[str, Any]], Any] = lambda number, body: 200
        self.requests: list[tuple[dict[str, str], bytes]] = []
        self.taken: list[dict[str, Any]] = []
        self._lock = threading.Lock()
        outer = self

        class Answering(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                document = json.loads(body)
                with outer._lock:
                    outer.requests.append(({name.lower(): value for name, value in self.headers.items()}, body))
                    number = len(outer.requests)
                found = outer.answer(number, document)
                status, headers = found if isinstance(found, tuple) else (found, {})
                if 200 <= status < 300:
                    outer.taken.append(document)
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *words: Any) -> None:
                """Says nothing."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?key=secret"
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def seqs(self) -> list[int]:
        """Sequence numbers of the changes taken, in the order of arrival."""
        return [change["seq"] for document in self.taken for change in document["changes"]]

    def end(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def endpoints() -> Iterator[Callable[[], Endpoint]]:
    made: list[Endpoint] = []

    def make() -> Endpoint:
        made.append(Endpoint())
        return made[-1]

    yield make
    for each in made:
        each.end()


@pytest.fixture
def endpoint(endpoints: Callable[[], Endpoint]) -> Endpoint:
    return endpoints()


class Feed:
    """A feed in memory, read in parts of 7."""

    def __init__(self, n: int = 0, *, tag: str = "fact.buyer") -> None:
        self.entries: list[Entry] = []
        self.add(n, tag=tag)

    def add(self, n: int, *, tag: str = "fact.buyer") -> None:
        for _ in range(n):
            seq = len(self.entries) + 1
            document = {"seq": seq, "person_id": f"p_{seq % 5}", "tag_key": tag}
            self.entries.append(
                Entry(seq, f"p_{seq % 5}", tag, json.dumps(document).encode(), frozenset({"recommend"}))
            )

    def read(self, after: int) -> FeedSlice:
        end = len(self.entries)
        if after > end:
            return FeedSlice([], end, is_end=True, as_of="t", run_id="r", is_anew=True)
        found = self.entries[after : after + 7]
        last = after + len(found)
        return FeedSlice(found, last, is_end=last == end, as_of=f"t{last}", run_id="r", withheld=1)


@pytest.fixture
def feed() -> Feed:
    return Feed(20)


@pytest.fixture
def until() -> Callable[..., None]:
    def wait(condition: Callable[[], Any], *, seconds: float = 20) -> None:
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.01)

    return wait
