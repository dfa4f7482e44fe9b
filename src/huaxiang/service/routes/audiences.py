"""Audiences: how many people meet an expression, passing tags only."""

from __future__ import annotations

from typing import Any

import msgspec
from fastapi import APIRouter, Depends, Request, Response
from fastapi.concurrency import run_in_threadpool

from huaxiang.domain.errors import BadInput
from huaxiang.service.answers import answer
from huaxiang.service.routes.access import body_of, may_read
from huaxiang.service.state import Service

__all__ = ["audience_routes"]

_SCHEMA = {"type": "object", "required": ["expression"], "properties": {"expression": {"type": "string"}}}
_BODY: dict[str, Any] = {"requestBody": {"required": True, "content": {"application/json": {"schema": _SCHEMA}}}}


class _Asked(msgspec.Struct):
    expression: str


_decoder = msgspec.json.Decoder(_Asked)


def audience_routes(service: Service) -> APIRouter:
    """The routes of audiences."""
    router = APIRouter(tags=["audiences"], dependencies=[Depends(may_read(service))])

    @router.post("/v1/audiences/count", summary="Estimated size of an audience", openapi_extra=_BODY)
    async def count(request: Request) -> Response:
        """Counts people by an expression or a saved audience's name; tags that the gate withholds do not count."""
        try:
            asked = _decoder.decode(await body_of(request))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise BadInput(f'the body is not {{"expression": "…"}}: {error}') from error
        return answer(await run_in_threadpool(_count, service, asked.expression))

    return router


def _count(service: Service, expression: str) -> dict[str, Any]:
    audiences, lock = service.audiences()
    with lock:
        return audiences.document(audiences.select(expression), is_count=True)
