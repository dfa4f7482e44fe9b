"""Answers: JSON as the contracts write it, and mistakes as one line with a status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import Request, Response

from huaxiang.domain.errors import OutOfRange, ProjectMissing, StorageError, UnknownName, UserError
from huaxiang.ingest.bodies import TooLarge

__all__ = ["answer", "answer_bytes", "as_refused", "refused"]

_encoder = msgspec.json.Encoder()


def answer(document: Any, status: int = 200, *, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer, never cached."""
    return answer_bytes(_encoder.encode(document), status, headers=headers)


def answer_bytes(document: bytes, status: int = 200, *, headers: Mapping[str, str] | None = None) -> Response:
    """An answer of JSON that is encoded already, never cached."""
    return Response(document, status, {"cache-control": "no-store", **(headers or {})}, "application/json")


def refused(status: int, reason: str, *, headers: Mapping[str, str] | None = None) -> Response:
    """An answer that says in one line why not."""
    return answer({"success": False, "error": reason}, status, headers=headers)


async def as_refused(request: Request, error: Exception) -> Response:
    """The answer to a mistake.

    Returns:
        413 too large, 404 an unknown name in the path, 503 storage, 400 another mistake of the caller, 500 our fault.
    """
    reason = " ".join(str(error).split())
    if isinstance(error, TooLarge):
        return refused(413, reason)
    if isinstance(error, UnknownName):
        return refused(404 if request.path_params else 400, reason)
    if isinstance(error, StorageError | ProjectMissing):
        return refused(503, reason, headers={"retry-after": "5"})
    if isinstance(error, UserError | OutOfRange):
        return refused(400, reason)
    return refused(500, "a fault of Huaxiang; its log says more")
