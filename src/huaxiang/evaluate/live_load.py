"""A running service under load: events posted at a rate, reads beside them, and how soon a tag can be read."""

from __future__ import annotations

import http.client
import json
import socket
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import quote

from huaxiang.evaluate.measured import CommandFailed

__all__ = ["Feeding", "fresh_ms", "read_ms"]

_WAIT_SECONDS = 30.0
_BLANK = b"\r\n\r\n"


def _connection(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(address.removeprefix("http://"), timeout=_WAIT_SECONDS)


@dataclass
class Feeding:
    """Posts bodies of 100 calls at a steady rate until it is told to stop.

    Attributes:
        n_events: Calls that were answered with 200.
    """

    address: str
    bodies: Iterable[bytes]
    events_per_second: float
    n_events: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    @property
    def is_feeding(self) -> bool:
        """Whether there are bodies left to post."""
        return self._thread.is_alive()

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._feed, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join(_WAIT_SECONDS)

    def _feed(self) -> None:
        connection, next_at = _connection(self.address), time.perf_counter()
        for body in self.bodies:
            n = body.count(b'"messageId"')
            connection.request("POST", "/v1/batch", body, {"content-type": "application/json"})
            answer = connection.getresponse()
            answer.read()
            self.n_events += n if answer.status == 200 else 0
            next_at += n / self.events_per_second
            if self._stop.wait(max(next_at - time.perf_counter(), 0)):
                return


def fresh_ms(address: str, *, n: int, pause: float, mark: str) -> list[float]:
    """Milliseconds from the answer to a new person's first event until that person's tag can be read, for `n` people.

    Args:
        mark: Begins the people's ids, which must be new.
    """
    connection, found = _connection(address), []
    for number in range(n):
        who = f"{mark}{number}"
        call = {"type": "track", "messageId": who, "anonymousId": who, "event": "Product Viewed"}
        connection.request("POST", "/v1/track", json.dumps(call), {"content-type": "application/json"})
        connection.getresponse().read()
        accepted = time.perf_counter()
        while time.perf_counter() - accepted < _WAIT_SECONDS and not _has_tags(connection, who):
            time.sleep(0.005)
        found.append((time.perf_counter() - accepted) * 1000)
        time.sleep(pause)
    return found


def _has_tags(connection: http.client.HTTPConnection, who: str) -> bool:
    connection.request("GET", f"/v1/people/{who}")
    answer = connection.getresponse()
    body = answer.read()
    return answer.status == 200 and bool(json.loads(body).get("tags"))


def read_ms(address: str, people: Sequence[str], *, n: int, per_second: float, n_readers: int = 4) -> list[float]:
    """Milliseconds of each of `n` reads of portraits at a steady rate, by so many connections that stay open.

    The connections take turns, each over people of its own, and speak over a plain socket: a client that reads headers
    into objects would be most of what is measured.

    Raises:
        CommandFailed: A read was not answered with 200.
    """
    found: list[tuple[float, bytes]] = []
    n_readers = min(n_readers, len(people))
    each_rate, each_n, began = per_second / n_readers, n // n_readers, time.perf_counter()
    readers = [
        threading.Thread(
            target=_read, args=(address, people[at::n_readers], each_n, each_rate, began + at / per_second, found)
        )
        for at in range(n_readers)
    ]
    for each in readers:
        each.start()
    for each in readers:
        each.join()
    bad = sorted({status.decode() for _, status in found} - {"200"})
    if bad or len(found) < each_n * n_readers:
        raise CommandFailed(f"of {n} reads {len(found)} were answered, also with {bad}")
    return [took for took, _ in found]


def _read(
    address: str, people: Sequence[str], n: int, per_second: float, next_at: float, found: list[tuple[float, bytes]]
) -> None:
    host = address.removeprefix("http://").rstrip("/")
    name, _, port = host.rpartition(":")
    asked = [f"GET /v1/people/{quote(who, safe=':')} HTTP/1.1\r\nhost: {host}\r\n\r\n".encode() for who in people]
    with socket.create_connection((name, int(port)), timeout=_WAIT_SECONDS) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(n):
            time.sleep(max(next_at - time.perf_counter(), 0))
            begun = time.perf_counter()
            connection.sendall(asked[number % len(asked)])
            status = _status_of_answer(connection)
            found.append(((time.perf_counter() - begun) * 1000, status))
            next_at += 1 / per_second


def _status_of_answer(connection: socket.socket) -> bytes:
    """The status, once the whole answer has come."""
    got, head, size = b"", b"", -1
    while size < 0 or len(got) < size:
        part = connection.recv(1 << 16)
        if not part:
            return b"none"
        got += part
        if size < 0 and _BLANK in got:
            head, _, got = got.partition(_BLANK)
            size = int(head.lower().partition(b"content-length:")[2].split(None, 1)[0])
    return head.split(None, 2)[1]
