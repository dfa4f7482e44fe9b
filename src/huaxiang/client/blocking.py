"""The client for programs without asyncio."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

import httpx

from huaxiang.client import calls
from huaxiang.client.answers import Page
from huaxiang.client.attempts import Attempts, Patience, read
from huaxiang.client.calls import Call
from huaxiang.client.connection import document, settings_of, stream_timeout
from huaxiang.client.following import Following

__all__ = ["Client"]

P = ParamSpec("P")
T = TypeVar("T")


def _method(describe: Callable[P, Call[T]]) -> Callable[Concatenate[Client, P], T]:
    """The method that makes a described call."""

    def method(client: Client, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return client.run(describe(*args, **kwargs))

    document(method, describe)
    return method


class Client:
    """A connection to a Huaxiang service; threads may share it.

    >>> client = Client("http://127.0.0.1:8080", key="w-123")
    >>> client.close()
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8080",
        *,
        key: str | None = None,
        timeout_seconds: float = 10.0,
        patience: Patience | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        """Opens no connection yet.

        Args:
            url: Where the service runs.
            key: The write or read key, sent as Bearer; none is needed on the machine of a service without keys.
            timeout_seconds: Longest wait for an answer.
            patience: How long a call is tried again after 429, 502, 503, 504 or no connection.
            transport: How to reach the service otherwise than over the network.
        """
        self._patience = patience or Patience()
        self._http = httpx.Client(**settings_of(url, key, timeout_seconds), transport=transport)
        self._sleep: Callable[[float], object] = time.sleep

    track = _method(calls.track)
    identify = _method(calls.identify)
    alias = _method(calls.alias)
    batch = _method(calls.batch)
    person = _method(calls.person)
    why = _method(calls.why)
    count = _method(calls.count)
    page = _method(calls.page)
    ready = _method(calls.ready)

    def run(self, call: Call[T]) -> T:
        """The answer to a call.

        Raises:
            ServiceError: The service refuses it, or patience is at its end.
        """
        attempts = Attempts(self._patience)
        outcome: httpx.Response | httpx.TransportError
        while True:
            try:
                outcome = self._http.request(call.method, call.path, params=call.params, content=call.body)
            except httpx.TransportError as error:
                outcome = error
            else:
                if outcome.status_code in call.accepted:
                    return read(outcome, call.read)
            self._sleep(attempts.pause(outcome))

    def changes(self, after: int = 0, *, limit: int = 1_000) -> Iterator[Page]:
        """The change feed after a sequence number, page by page to its end."""
        is_end = False
        while not is_end:
            found = self.page(after, limit=limit)
            after, is_end = found.next, found.is_end
            yield found

    def follow(self, after: int | None = None) -> Iterator[Page]:
        """The change feed as it moves, for ever: after a break it goes on where it was.

        Args:
            after: Sequence number that was read last; None gives what happens from now on.

        Raises:
            ServiceError: The service refuses.
        """
        following = Following(after, self._patience.rng)
        while True:
            outcome: httpx.Response | httpx.TransportError | None = None
            try:
                with self._http.stream(
                    "GET", "/v1/changes", headers=following.headers(), timeout=stream_timeout(self._http)
                ) as answer:
                    if answer.status_code == 200:
                        yield from filter(None, map(following.line, answer.iter_lines()))
                    else:
                        answer.read()
                        outcome = answer
            except httpx.TransportError as error:
                outcome = error
            self._sleep(following.pause(outcome))

    def close(self) -> None:
        """Closes its connections."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
