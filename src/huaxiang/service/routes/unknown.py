"""Paths below /v1 that nothing answers: refused in JSON, as every mistake of a program is."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute

from huaxiang.service.answers import refused

__all__ = ["unknown_routes"]

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
_PATH = "/v1/{rest:path}"


def unknown_routes(others: Sequence[APIRouter]) -> APIRouter:
    """The route behind all others below /v1; it has to be included after them."""
    router = APIRouter()

    @router.api_route(_PATH, methods=_METHODS, include_in_schema=False)
    def unknown(request: Request) -> Response:
        """404, or 405 with the methods that the path has."""
        path = request.url.path
        allowed = sorted(_methods(others, path))
        if allowed:
            return refused(405, f"{path} takes {', '.join(allowed)} only", headers={"allow": ", ".join(allowed)})
        return refused(404, f"no such path: {path}; /docs lists them all")

    return router


def _methods(routers: Sequence[APIRouter], path: str) -> set[str]:
    """The methods of the routes that a path has."""
    known = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    return {method for route in known if route.path_regex.match(path) for method in route.methods or ()}
