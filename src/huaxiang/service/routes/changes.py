"""Changes: the outward feed in pages and as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from huaxiang.domain.errors import BadInput, HuaxiangError
from huaxiang.project.feed_pages import MOST, BeyondTheFeed, position_document
from huaxiang.service.answers import answer_bytes
from huaxiang.service.routes.access import may_read
from huaxiang.service.state import Service
from huaxiang.stores.base import Meta

__all__ = ["change_routes"]

_AT_ONCE = 250
_QUIET_SECONDS = 15.0
_encoder = msgspec.json.Encoder()


def change_routes(service: Service) -> APIRouter:
    """The routes of the feed."""
    router = APIRouter(tags=["changes"], dependencies=[Depends(may_read(service))])

    @router.get("/v1/changes", summary="Changed tags, passing the gate: pages or server-sent events")
    async def changes(
        request: Request, after: int | None = Query(None, ge=0), limit: int = Query(MOST, ge=1, le=MOST)
    ) -> Response:
        """Pages from any sequence number; with `Accept: text/event-stream` a stream that goes on.

        A stream begins at `after` or `Last-Event-ID`, else now. It gives an event `change` for each change, and an
        event `position` (as_of, run_id, lag_seconds, next, withheld) after each page and every 15 quiet seconds.
        """
        if "text/event-stream" not in request.headers.get("accept", ""):
            return answer_bytes(await run_in_threadpool(_page, service, after or 0, limit))
        last = request.headers.get("last-event-id")
        if last is not None and not last.isdecimal():
            raise BadInput(f"Last-Event-ID {last!r} is no sequence number")
        start = int(last) if last is not None else after
        meta, _ = await run_in_threadpool(service.looked)
        if start is not None and start > meta.feed_seq:
            raise BeyondTheFeed(start, meta.feed_seq)
        begin = meta.feed_seq if start is None else start
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_stream(service, begin, meta), 200, headers, "text/event-stream")

    return router


def _page(service: Service, after: int, limit: int) -> bytes:
    return service.pages.page(after, limit=limit, mark=service.mark()).document


async def _stream(service: Service, after: int, meta: Meta) -> AsyncIterator[bytes]:
    """Pages until the reader goes; a fault of the store ends it, and the reader comes again."""
    yield _position(meta, after)
    with service.head.followed():
        try:
            while True:
                shared = await service.pages.wait_for(after, limit=_AT_ONCE, mark=service.head.mark)
                for piece in shared.pieces() if shared.page.next != after else ():
                    yield piece
                after = shared.page.next
                if shared.page.is_end:
                    while not await service.head.beyond(after, seconds=_QUIET_SECONDS):
                        yield _position(service.head.meta or meta, after)
                    await service.head.pause()
                await asyncio.sleep(0)
        except HuaxiangError as error:
            yield b"event: fault\ndata: %s\n\n" % _encoder.encode({"error": " ".join(str(error).split())})


def _position(meta: Meta, after: int) -> bytes:
    head = position_document(meta.as_of, meta.run_id) | {"next": after, "withheld": 0}
    return b"id: %d\nevent: position\ndata: %s\n\n" % (after, _encoder.encode(head))
