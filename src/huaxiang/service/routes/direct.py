"""Routes whose endpoint takes the request as it is: documented like any other, read by the endpoint itself."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from fastapi import Request, Response
from fastapi.routing import APIRoute

__all__ = ["DirectRoute", "stated"]


def _as_it_is(route: APIRoute) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    endpoint: Callable[[Request], Coroutine[Any, Any, Response]] = route.endpoint
    return endpoint


class DirectRoute(APIRoute):
    """A route for what is asked hundreds of times a second: checks and parameters are its endpoint's own matter."""

    get_route_handler = _as_it_is


def stated(*parameters: tuple[str, str, str]) -> dict[str, Any]:
    """What OpenAPI says of parameters that an endpoint reads itself.

    Args:
        parameters: Name, `path` or `query`, and what it is.
    """
    return {
        "parameters": [
            {"name": name, "in": place, "required": place == "path", "description": text, "schema": {"type": "string"}}
            for name, place, text in parameters
        ]
    }
