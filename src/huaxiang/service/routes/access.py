"""Access: what a route asks of its caller before it does anything."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Request

from huaxiang.ingest.dialects.base import TooLarge
from huaxiang.service.keys import Caller, judge, stated_keys
from huaxiang.service.state import Service

__all__ = ["BODY_LIMIT", "NotAllowed", "body_of", "caller_of", "may_read"]

BODY_LIMIT = 512_000


class NotAllowed(Exception):
    """Raised when a caller may not go on; carries the status and the reason."""

    def __init__(self, caller: Caller) -> None:
        self.status, self.reason = caller.status, caller.reason
        super().__init__(caller.reason)


def caller_of(service: Service, request: Request, *, scope: str, in_body: str | None = None) -> Caller:
    """The caller of a request.

    Args:
        in_body: Key that the body states.

    Raises:
        NotAllowed: The caller may not use the scope.
    """
    stated = stated_keys(request.headers) + ([in_body] if in_body else [])
    host = "" if request.client is None else request.client.host
    caller = judge(service.keys, scope, stated=stated, host=host, headers=request.headers)
    if caller.status != 200:
        raise NotAllowed(caller)
    return caller


def may_read(service: Service) -> Callable[[Request], None]:
    """A dependency that lets readers pass alone."""

    def check(request: Request) -> None:
        caller_of(service, request, scope="read")

    return check


async def body_of(request: Request) -> bytes:
    """The body as sent, 512 kB at most.

    Raises:
        TooLarge: It is larger.
    """
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > BODY_LIMIT:
            raise TooLarge(f"the body has more than {BODY_LIMIT:,} bytes: send smaller batches")
        parts.append(part)
    return b"".join(parts)
