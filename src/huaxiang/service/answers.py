"""Answers: JSON as the contracts write it, and mistakes as one line with a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from huaxiang.domain.errors import HuaxiangError, ProjectMissing, StorageError, UnknownName
from huaxiang.ingest.dialects.base import TooLarge

__all__ = ["answer", "as_refused", "refused"]

_encoder = msgspec.json.Encoder()


def answer(document: Any, status: int = 200, *, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer, never cached."""
    return Response(
        _encoder.encode(document), status, {"cache-control": "no-store", **(headers or {})}, "application/json"
    )


def refused(status: int, reason: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that says in one line why not."""
    return answer({"success": False, "error": reason}, status, headers=headers)


async def as_refused(request: Request, error: Exception) -> Response:  # noqa: ARG001
    """The answer to a mistake: 413 too large, 404 unknown person or tag, 503 storage, 400 otherwise."""
    reason = " ".join(str(error).split())
    if isinstance(error, TooLarge):
        return refused(413, reason)
    if isinstance(error, UnknownName):
        return refused(404 if error.kind in {"person", "tag"} else 400, reason)
    if isinstance(error, StorageError | ProjectMissing):
        return refused(503, reason, headers={"retry-after": "5"})
    return refused(400 if isinstance(error, HuaxiangError) else 500, reason)
