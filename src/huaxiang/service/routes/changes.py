"""Changes: the outward feed in pages and as server-sent events."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import msgspec
from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse

from huaxiang.domain.errors import BadInput
from huaxiang.domain.instants import SECOND_US, now, to_iso
from huaxiang.domain.tags import Change
from huaxiang.service.answers import answer
from huaxiang.service.readings import Reading
from huaxiang.service.routes.access import may_read
from huaxiang.service.state import Service
from huaxiang.tags.outward import outward, whole_groups

__all__ = ["change_routes", "page_of"]

MOST = 1_000
_ONE_UPDATE = 20
_QUIET_SECONDS = 15.0
_encoder = msgspec.json.Encoder()


def page_of(reading: Reading, after: int, *, limit: int = MOST) -> dict[str, Any]:
    """A page of the outward feed.

    Args:
        after: Sequence number that was read last; 0 reads from the beginning.
        limit: Entries of the inner feed to look at, about; an update of one tag is never torn apart.

    Returns:
        as_of, run_id, lag_seconds, changes (seq, person_id, tag_key, label, field, old, new, cause, at), `withheld`
        (entries that the gate keeps back), `next` (what to ask for next) and `is_end`.
    """
    store = reading.store()
    meta = store.meta()
    limit = max(limit, _ONE_UPDATE)
    found = store.changes(after, limit=limit + 1)
    entries = whole_groups(found, limit=limit)
    earlier = store.changes_of({each.person_id for each in entries}, until=after) if entries else []
    leaving = outward(entries, earlier, reading.gate())
    return {
        "as_of": to_iso(meta.as_of),
        "run_id": meta.run_id,
        "lag_seconds": round(max(now() - meta.as_of, 0) / SECOND_US, 3),
        "after": after,
        "next": entries[-1].seq if entries else after,
        "is_end": len(entries) == len(found),
        "changes": [_document(each, reading) for each in leaving.changes],
        "withheld": leaving.withheld,
    }


def _document(change: Change, reading: Reading) -> dict[str, Any]:
    definition = reading.catalogue().find(change.tag_key)
    is_zh = reading.config.project.language == "zh"
    label = change.tag_key if definition is None else definition.label_zh if is_zh else definition.label_en
    return {
        "seq": change.seq,
        "person_id": change.person_id,
        "tag_key": change.tag_key,
        "label": label,
        "field": change.field,
        "old": change.old,
        "new": change.new,
        "cause": change.cause,
        "at": to_iso(change.at),
    }


def change_routes(service: Service) -> APIRouter:
    """The routes of the feed."""
    router = APIRouter(tags=["changes"], dependencies=[Depends(may_read(service))])

    @router.get("/v1/changes", summary="Changed tags, passing the gate: pages or server-sent events")
    async def changes(request: Request, after: int | None = None, limit: int = Query(MOST, ge=1, le=MOST)) -> Response:
        """Pages from any sequence number; with `Accept: text/event-stream` a stream that goes on.

        A stream begins at `after` or `Last-Event-ID`, else now.
        """
        if "text/event-stream" not in request.headers.get("accept", ""):
            return answer(await run_in_threadpool(_page, service, after or 0, limit))
        last = request.headers.get("last-event-id")
        if last is not None and not last.isdecimal():
            raise BadInput(f"Last-Event-ID {last!r} is no sequence number")
        start = int(last) if last is not None else after
        if start is None:
            start = await run_in_threadpool(service.feed_seq)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(_stream(service, start), 200, headers, "text/event-stream")

    return router


def _page(service: Service, after: int, limit: int = MOST) -> dict[str, Any]:
    with service.readings.reading() as reading:
        return page_of(reading, after, limit=limit)


async def _stream(service: Service, after: int) -> AsyncIterator[bytes]:
    yield b": huaxiang\n\n"
    while True:
        page = await run_in_threadpool(_page, service, after)
        for each in page["changes"]:
            yield b"id: %d\nevent: change\ndata: %s\n\n" % (each["seq"], _encoder.encode(each))
        if page["next"] != after and not page["changes"]:
            yield b"id: %d\n: withheld\n\n" % page["next"]
        after = page["next"]
        if page["is_end"]:
            while not await service.head.beyond(after, seconds=_QUIET_SECONDS):
                yield b": quiet\n\n"
        await asyncio.sleep(0)
