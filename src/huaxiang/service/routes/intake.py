"""Intake: the paths of every dialect, answered when what was accepted is on disk."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from huaxiang.ingest.dialects.base import Dialect, dialect, dialect_names
from huaxiang.service.answers import answer
from huaxiang.service.keys import stated_keys
from huaxiang.service.routes.access import body_of, caller_of
from huaxiang.service.state import Service

__all__ = ["intake_routes"]

_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
}
_OPEN = {"access-control-allow-origin": "*"}
_PREFLIGHT = {
    **_OPEN,
    "access-control-allow-methods": "POST, OPTIONS",
    "access-control-allow-headers": "authorization, content-type, x-write-key",
    "access-control-max-age": "86400",
}


def intake_routes(service: Service) -> APIRouter:
    """The routes of all dialects."""
    router = APIRouter(tags=["intake"])
    for name in dialect_names():
        found = dialect(name)
        for path in found.PATHS:
            options: dict[str, Any] = {"summary": f"Events in the dialect {name}", "openapi_extra": _BODY}
            router.add_api_route(path, _take(service, found, path), methods=["POST"], **options)
            router.add_api_route(path, _preflight, methods=["OPTIONS"], include_in_schema=False)

    @router.get("/v1/projects/{key}/settings", summary="What browser SDKs fetch first")
    def settings(key: str, request: Request) -> Response:
        """Tells the SDK to post here."""
        host = request.headers.get("host", "")
        target = {"apiKey": key, "apiHost": f"{host}/v1", "protocol": request.url.scheme}
        return answer({"integrations": {"Segment.io": target}, "plan": {}}, headers=_OPEN)

    return router


def _take(service: Service, found: Dialect, path: str) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        """Appends the events to the accepted log; answers with a verdict for each."""
        body = await body_of(request)
        in_body = await run_in_threadpool(found.write_key, body)
        caller = caller_of(service, request, scope="write", in_body=in_body)
        stated = [*stated_keys(request.headers), *([in_body] if in_body else [])]
        source = caller.source or service.intake.source_of(stated)
        verdicts = await run_in_threadpool(service.intake.take, found, path, body, source=source)
        service.measures.count(verdicts)
        return answer({"success": True, "events": verdicts}, headers=_OPEN)

    return take


def _preflight() -> Response:
    return Response(None, 204, _PREFLIGHT)
