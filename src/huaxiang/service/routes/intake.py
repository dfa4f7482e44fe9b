"""Intake: the paths of every dialect, answered when what was accepted is on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool

from huaxiang.domain.errors import BadInput, HuaxiangError
from huaxiang.ingest.dialects.base import Answer, Dialect, dialect, dialect_names
from huaxiang.ingest.dialects.base import Request as Sent
from huaxiang.service.answers import answer, as_refused, refused
from huaxiang.service.keys import stated_keys
from huaxiang.service.pressure import Overloaded, whole_seconds
from huaxiang.service.routes.access import NotAllowed, body_of, caller_of
from huaxiang.service.state import Service

__all__ = ["intake_routes"]

_BODY: dict[str, Any] = {
    "requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}
}
_OPEN = {"access-control-allow-origin": "*", "access-control-expose-headers": "retry-after"}
_POSTHOG_SETTINGS = {
    "supportedCompression": ["gzip", "gzip-js", "base64"],
    "analytics": {"endpoint": "/i/v0/e/"},
    **dict.fromkeys(("hasFeatureFlags", "sessionRecording", "surveys", "heatmaps", "capturePerformance"), False),
}
_BODY_SECONDS = 30.0
_CODES = {
    401: "unknown_key",
    403: "not_allowed",
    408: "too_slow",
    413: "too_large",
    429: "no_room",
    500: "fault",
    503: "storage",
}
_KEPT = ("retry-after", "x-ratelimit-reset", "www-authenticate")
_USUAL_HEADERS = "authorization, content-type, content-encoding, x-write-key, dry-run"
_PREFLIGHT = {**_OPEN, "access-control-allow-methods": "GET, POST, OPTIONS", "access-control-max-age": "86400"}


def intake_routes(service: Service) -> APIRouter:
    """The routes of all dialects."""
    router = APIRouter(tags=["intake"])
    for name in dialect_names():
        found = dialect(name)
        for path, methods in found.PATHS.items():
            options: dict[str, Any] = {"summary": f"Events in the dialect {name}", "openapi_extra": _BODY}
            for method in methods:
                router.add_api_route(path, _take(service, found, path), methods=[method], **options)
            router.add_api_route(path, _preflight, methods=["OPTIONS"], include_in_schema=False)

    @router.get("/v1/projects/{key}/settings", summary="What browser SDKs fetch first")
    def settings(key: str, request: Request) -> Response:
        """Tells the SDK to post here."""
        host = request.headers.get("host", "")
        target = {"apiKey": key, "apiHost": f"{host}/v1", "protocol": request.url.scheme}
        return answer({"integrations": {"Segment.io": target}, "plan": {}}, headers=_OPEN)

    @router.get("/array/{key}/config", summary="What PostHog's browser SDK fetches first")
    def posthog_settings(key: str) -> Response:  # noqa: ARG001
        """Tells the SDK to post here, and that there is nothing else to ask for."""
        return answer(_POSTHOG_SETTINGS, headers=_OPEN)

    return router


def _take(service: Service, found: Dialect, path: str) -> Callable[[Request], Awaitable[Response]]:
    async def take(request: Request) -> Response:
        """Appends the events to the accepted log; answers with a verdict for each."""
        pressure = service.pressure
        try:
            with pressure.holding() as held:
                async with asyncio.timeout(_BODY_SECONDS):
                    body = await body_of(request, arrived=lambda n_bytes: pressure.grow(held, n_bytes))
                sent = Sent(path, body, request.query_params, request.headers, request.method)
                said = await run_in_threadpool(_taken, service, found, sent, request)
        except (HuaxiangError, NotAllowed, TimeoutError) as error:
            response = await _refusal(request, error, pause=pressure.pause())
        else:
            response = Response(said.body, said.status, {"cache-control": "no-store"}, said.content_type)
        response.headers.update(_OPEN)
        return response

    return take


def _taken(service: Service, found: Dialect, sent: Sent, request: Request) -> Answer:
    """Reads, judges the key, writes and answers; who may not write learns nothing of what was wrong with the body."""
    try:
        read = service.intake.read(found, sent)
    except BadInput:
        caller_of(service, request, scope="write")
        raise
    caller = caller_of(service, request, scope="write", in_body=read.keys)
    stated = [*stated_keys(request.headers), *read.keys]
    verdicts = service.intake.write(read, source=caller.source or service.intake.source_of(stated))
    if not read.is_dry:
        service.measures.count(verdicts)
    return found.answer(sent, verdicts)


async def _refusal(request: Request, error: Exception, *, pause: float) -> Response:
    """A refusal with its reason under every name by which SDKs look for it."""
    if isinstance(error, Overloaded):
        seconds = str(error.seconds)
        plain = refused(429, str(error), headers={"retry-after": seconds, "x-ratelimit-reset": seconds})
    elif isinstance(error, NotAllowed):
        challenge = {"www-authenticate": 'Basic realm="huaxiang"'} if error.status == 401 else None
        plain = refused(error.status, error.reason, headers=challenge)
    elif isinstance(error, TimeoutError):
        plain = refused(408, f"the body did not come within {_BODY_SECONDS:.0f} s: send it again")
    else:
        plain = await as_refused(request, error)
    document = msgspec.json.decode(plain.body, type=dict[str, Any])
    reason, code = document["error"], _CODES.get(plain.status_code, "bad_request")
    headers = {name: plain.headers[name] for name in _KEPT if name in plain.headers}
    if plain.status_code == 503:
        headers["retry-after"] = str(whole_seconds(pause))
    return answer({**document, "code": code, "message": reason, "detail": reason}, plain.status_code, headers=headers)


def _preflight(request: Request) -> Response:
    wanted = request.headers.get("access-control-request-headers", _USUAL_HEADERS)
    return Response(None, 204, {**_PREFLIGHT, "access-control-allow-headers": wanted})
