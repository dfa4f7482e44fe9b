"""Clients that never give up: every batch of events is sent until it is answered, and what was answered is noted."""

from __future__ import annotations

import http.client
import json
import threading
import time
from dataclasses import dataclass, field

__all__ = ["Senders"]

_PAUSE_SECONDS, _AGAIN_SECONDS, _ANSWER_SECONDS = 0.05, 0.05, 20.0
_TAKEN = frozenset({"accepted", "duplicate"})


@dataclass
class Senders:
    """Threads that send orders and views of a few people to an intake that comes and goes.

    Attributes:
        address: `host:port`; None while there is none.
        answered: Message ids that were answered with `accepted` or `duplicate`.
        n_again: Batches that were sent again, because nobody answered.
    """

    n_threads: int = 3
    n_people: int = 20
    batch: int = 8
    address: str | None = None
    answered: set[str] = field(default_factory=set)
    n_again: int = 0
    _is_abandoned: bool = False
    _stop: threading.Event = field(default_factory=threading.Event)
    _flow: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """Begins to send."""
        self._flow.set()
        self._threads = [threading.Thread(target=self._send_all, args=(n,)) for n in range(self.n_threads)]
        for thread in self._threads:
            thread.start()

    def pause(self) -> None:
        """Sends nothing new until `go_on`."""
        self._flow.clear()

    def go_on(self) -> None:
        """Sends again after a pause."""
        self._flow.set()

    def finish(self) -> None:
        """Ends when every batch that was begun is answered; there must be an intake."""
        self._stop.set()
        self._flow.set()
        for thread in self._threads:
            thread.join()

    def abandon(self) -> None:
        """Ends at once, answered or not."""
        self._is_abandoned = True
        self.finish()

    def _send_all(self, sender: int) -> None:
        number = 0
        while not self._stop.is_set():
            events = [self.event(sender, number + step) for step in range(self.batch)]
            number += self.batch
            self._send(json.dumps({"batch": events}).encode())
            time.sleep(_PAUSE_SECONDS)
            self._flow.wait()

    def event(self, sender: int, number: int) -> dict[str, object]:
        """The event of that number of one sender, the same whenever it is asked for."""
        name, user = f"k{sender}-{number}", f"K{(sender * 7 + number * 3) % self.n_people:02d}"
        if number % 4:
            return {"type": "track", "messageId": name, "event": "Product Viewed", "userId": user}
        properties = {"order_id": name, "total": 1}
        return {
            "type": "track",
            "messageId": name,
            "event": "Order Completed",
            "userId": user,
            "properties": properties,
        }

    def _send(self, body: bytes) -> None:
        """Sends a batch until it is answered."""
        while not self._is_abandoned:
            try:
                self._note(self._post(body))
            except (OSError, http.client.HTTPException, ValueError):
                self.n_again += 1
                time.sleep(_AGAIN_SECONDS)
            else:
                return

    def _post(self, body: bytes) -> list[dict[str, str]]:
        if self.address is None:
            raise ConnectionError("no intake")
        connection = http.client.HTTPConnection(self.address, timeout=_ANSWER_SECONDS)
        try:
            connection.request("POST", "/v1/batch", body, {"content-type": "application/json"})
            answer = connection.getresponse()
            document = json.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise ConnectionError(f"status {answer.status}")
        events: list[dict[str, str]] = document["events"]
        return events

    def _note(self, verdicts: list[dict[str, str]]) -> None:
        self.answered.update(each["messageId"] for each in verdicts if each["verdict"] in _TAKEN)
