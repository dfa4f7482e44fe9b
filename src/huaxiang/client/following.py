"""Following: lines of server-sent events into pages of the feed, and where to go on after a break."""

from __future__ import annotations

import random

import httpx
import msgspec

from huaxiang.client.answers import Answer, Change, Page
from huaxiang.client.attempts import TRANSIENT, backoff_seconds, failure, retry_after_seconds

__all__ = ["QUIET_SECONDS", "Following"]

QUIET_SECONDS = 45.0
"""A stream that gives nothing for so long is dead: the service gives a sign of life every 15 s."""


class _Position(Answer, frozen=True, kw_only=True):
    """What the service says at the end of each page."""

    next: int
    withheld: int = 0


class Following:
    """One reader of the feed over as many connections as it takes; changes that no position closed are read again."""

    def __init__(self, after: int | None, rng: random.Random) -> None:
        """Starts after a sequence number, or with what happens from now on when it is None."""
        self.after = after
        self._rng = rng
        self._n_failures = 0
        self._changes: list[Change] = []
        self._event, self._told = "", ""

    def headers(self) -> dict[str, str]:
        """Headers of the next connection; what the last one left open is forgotten."""
        self._changes, self._event, self._told = [], "", ""
        last = {} if self.after is None else {"last-event-id": str(self.after)}
        return {"accept": "text/event-stream", **last}

    def line(self, line: str) -> Page | None:
        """Takes a line; returns the page that it completes, when the feed has moved."""
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "event":
            self._event = value
        elif name == "data":
            self._told += value
        elif not line:
            event, told, self._event, self._told = self._event, self._told, "", ""
            return self._take(event, told) if told else None
        return None

    def _take(self, event: str, told: str) -> Page | None:
        if event == "change":
            self._changes.append(msgspec.json.decode(told, type=Change))
        if event != "position":
            return None
        position = msgspec.json.decode(told, type=_Position)
        changes, self._changes, self._n_failures = self._changes, [], 0
        before, self.after = self.after, position.next
        if before == position.next or (before is None and not changes):
            return None
        return Page(
            as_of=position.as_of,
            run_id=position.run_id,
            lag_seconds=position.lag_seconds,
            next=position.next,
            changes=changes,
            withheld=position.withheld,
        )

    def pause(self, outcome: httpx.Response | httpx.TransportError | None) -> float:
        """Seconds to wait before the next connection; None is a stream that ended.

        Raises:
            ServiceError: The service refuses: coming again would not help.
        """
        stated = 0.0
        if isinstance(outcome, httpx.Response):
            if outcome.status_code not in TRANSIENT:
                raise failure(outcome)
            stated = retry_after_seconds(outcome) or 0.0
        self._n_failures += 1
        return stated + backoff_seconds(self._n_failures, self._rng)
