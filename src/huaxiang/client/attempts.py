"""Attempts: when a call is tried again, after how long, and what is raised when it is not."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx
import msgspec

from huaxiang.domain.errors import ServiceError

__all__ = ["TRANSIENT", "Attempts", "Patience", "backoff_seconds", "failure", "read", "retry_after_seconds"]

T = TypeVar("T")
TRANSIENT = frozenset({429, 502, 503, 504})
_FIRST_SECONDS, _LONGEST_SECONDS = 0.25, 30.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a call is tried.

    Attributes:
        tries: Requests at most, the first included.
        seconds: Waiting between them in all, at most.
        rng: Spreads the pauses of many clients.
    """

    tries: int = 6
    seconds: float = 60.0
    rng: random.Random = field(default_factory=random.Random)


def backoff_seconds(n_failures: int, rng: random.Random) -> float:
    """A pause that doubles with each failure up to 30 s, spread over its upper half.

    >>> [round(backoff_seconds(n, random.Random(0)), 2) for n in (1, 2, 9)]
    [0.23, 0.46, 27.67]
    """
    longest: float = min(_FIRST_SECONDS * 2 ** (n_failures - 1), _LONGEST_SECONDS)
    return longest * (0.5 + rng.random() / 2)


def retry_after_seconds(response: httpx.Response, *, clock: Callable[[], float] = time.time) -> float | None:
    """What a response's Retry-After says, in seconds from now; None without one that can be read."""
    stated = response.headers.get("retry-after", "").strip()
    if stated.isdecimal():
        return float(stated)
    try:
        moment = parsedate_to_datetime(stated)
    except ValueError:
        return None
    return max(moment.replace(tzinfo=moment.tzinfo or UTC).timestamp() - clock(), 0.0)


class Attempts:
    """The attempts of one call."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self._waited = 0.0
        self._n = 0

    def pause(self, outcome: httpx.Response | httpx.TransportError) -> float:
        """Seconds to wait before the next attempt.

        Raises:
            ServiceError: It is not to be tried again: the fault is none that passes, or patience is at its end.
        """
        self._n += 1
        stated = None
        if isinstance(outcome, httpx.Response):
            if outcome.status_code not in TRANSIENT:
                raise failure(outcome)
            stated = retry_after_seconds(outcome)
        pause = (stated or 0.0) + backoff_seconds(self._n, self._patience.rng)
        if self._n >= self._patience.tries or self._waited + pause > self._patience.seconds:
            raise failure(outcome, tries=self._n)
        self._waited += pause
        return pause


def failure(outcome: httpx.Response | httpx.TransportError, *, tries: int = 1) -> ServiceError:
    """The one error that a call ends with: request, status, the server's own words, and when to come again."""
    tried = f" (tried {tries} times)" if tries > 1 else ""
    asked = f"{outcome.request.method} {outcome.request.url.copy_with(query=None)}"
    if isinstance(outcome, httpx.Response):
        stated = retry_after_seconds(outcome)
        again = "" if stated is None else f"; try again in {stated:g} s"
        reason = f"{outcome.status_code} {_words(outcome)}{tried}{again}"
        return ServiceError(f"{asked}: {reason}", status=outcome.status_code, retry_after=stated)
    why = "no answer in time" if isinstance(outcome, httpx.TimeoutException) else str(outcome) or "no connection"
    return ServiceError(f"{asked}: {why}{tried}: does the service run there?")


def read(response: httpx.Response, reader: Callable[[bytes], T]) -> T:
    """The object that an answer's body becomes.

    Raises:
        ServiceError: It is no answer of such a service.
    """
    try:
        return reader(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        asked = f"{response.request.method} {response.request.url.copy_with(query=None)}"
        reason = f"{asked}: no answer of a Huaxiang service of this version: {error}"
        raise ServiceError(reason, status=response.status_code) from error


def _words(response: httpx.Response) -> str:
    """What the server says is wrong, in one line."""
    try:
        document = msgspec.json.decode(response.content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return response.reason_phrase
    said = document.get("error") if isinstance(document, dict) else None
    return " ".join(str(said).split()) if said else response.reason_phrase
