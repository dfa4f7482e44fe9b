"""The client for programs that run in asyncio."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Concatenate, ParamSpec, Self, TypeVar

import httpx

from huaxiang.client import calls
from huaxiang.client.answers import Page
from huaxiang.client.attempts import Attempts, Patience, read
from huaxiang.client.calls import Call
from huaxiang.client.connection import document, settings_of, stream_timeout
from huaxiang.client.following import Following

__all__ = ["AsyncClient"]

P = ParamSpec("P")
T = TypeVar("T")


def _method(describe: Callable[P, Call[T]]) -> Callable[Concatenate[AsyncClient, P], Awaitable[T]]:
    """The method that makes a described call."""

    async def method(client: AsyncClient, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await client.run(describe(*args, **kwargs))

    document(method, describe)
    return method


class AsyncClient:
    """A connection to a Huaxiang service; tasks of one loop may share it. Its methods are those of `Client`."""

    def __init__(
        self,
        url: str = "http://127.0.0.1:8080",
        *,
        key: str | None = None,
        timeout_seconds: float = 10.0,
        patience: Patience | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        """Opens no connection yet; the arguments are those of `Client`."""
        self._patience = patience or Patience()
        self._http = httpx.AsyncClient(**settings_of(url, key, timeout_seconds), transport=transport)
        self._sleep: Callable[[float], Awaitable[object]] = asyncio.sleep

    track = _method(calls.track)
    identify = _method(calls.identify)
    alias = _method(calls.alias)
    batch = _method(calls.batch)
    person = _method(calls.person)
    why = _method(calls.why)
    count = _method(calls.count)
    page = _method(calls.page)
    ready = _method(calls.ready)

    async def run(self, call: Call[T]) -> T:
        """The answer to a call.

        Raises:
            ServiceError: The service refuses it, or patience is at its end.
        """
        attempts = Attempts(self._patience)
        outcome: httpx.Response | httpx.TransportError
        while True:
            try:
                outcome = await self._http.request(call.method, call.path, params=call.params, content=call.body)
            except httpx.TransportError as error:
                outcome = error
            else:
                if outcome.status_code in call.accepted:
                    return read(outcome, call.read)
            await self._sleep(attempts.pause(outcome))

    async def changes(self, after: int = 0, *, limit: int = 1_000) -> AsyncIterator[Page]:
        """The change feed after a sequence number, page by page to its end."""
        is_end = False
        while not is_end:
            found = await self.page(after, limit=limit)
            after, is_end = found.next, found.is_end
            yield found

    async def follow(self, after: int | None = None) -> AsyncIterator[Page]:
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
                async with self._http.stream(
                    "GET", "/v1/changes", headers=following.headers(), timeout=stream_timeout(self._http)
                ) as answer:
                    if answer.status_code == 200:
                        async for line in answer.aiter_lines():
                            if (page := following.line(line)) is not None:
                                yield page
                    else:
                        await answer.aread()
                        outcome = answer
            except httpx.TransportError as error:
                outcome = error
            await self._sleep(following.pause(outcome))

    async def close(self) -> None:
        """Closes its connections."""
        await self._http.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()
