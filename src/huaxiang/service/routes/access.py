"""Access: what a route asks of its caller before it does anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from fastapi import Request

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.bodies import BODY_LIMIT, TooLarge
from huaxiang.service.keys import Caller, judge, stated_keys
from huaxiang.service.state import Service

__all__ = ["NotAllowed", "body_of", "caller_of", "may_read"]


class NotAllowed(Exception):
    """Raised when a caller may not go on; carries the status and the reason."""

    def __init__(self, caller: Caller) -> None:
        self.status, self.reason = caller.status, caller.reason
        super().__init__(caller.reason)


def caller_of(service: Service, request: Request, *, scope: str, in_body: Sequence[str] = ()) -> Caller:
    """The caller of a request.

    Args:
        in_body: Keys that the body or the address states.

    Raises:
        NotAllowed: The caller may not use the scope.
    """
    stated = [*stated_keys(request.headers), *in_body]
    host = "" if request.client is None else request.client.host
    caller = judge(service.keys, scope, stated=stated, host=host, headers=request.headers)
    if caller.status != 200:
        raise NotAllowed(caller)
    service.key_uses.note(service.keys, stated)
    return caller


def may_read(service: Service) -> Callable[[Request], Awaitable[None]]:
    """A dependency that lets readers pass alone."""

    async def check(request: Request) -> None:
        caller_of(service, request, scope="read")

    return check


async def body_of(request: Request, *, arrived: Callable[[int], None] = lambda _: None) -> bytes:
    """The body as sent, 4 MB at most.

    Args:
        arrived: Told of the bytes of each part as it comes; may refuse them.

    Raises:
        TooLarge: It is larger.
        BadInput: The sender left before its end.
    """
    parts, size, is_more = [], 0, True
    while is_more:
        message = await request.receive()
        if message["type"] == "http.disconnect":
            raise BadInput("the sender left before the body ended")
        part, is_more = message.get("body", b""), message.get("more_body", False)
        arrived(len(part))
        size += len(part)
        if size > BODY_LIMIT:
            raise TooLarge(f"the body has more than {BODY_LIMIT:,} bytes: send smaller batches")
        parts.append(part)
    return b"".join(parts)
