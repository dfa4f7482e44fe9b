"""What both clients share: how they reach their service, and how their methods are described."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import httpx

from huaxiang.client.following import QUIET_SECONDS

__all__ = ["document", "settings_of", "stream_timeout"]

_JSON = {"content-type": "application/json", "accept": "application/json"}


def settings_of(url: str, key: str | None, timeout_seconds: float) -> dict[str, Any]:
    """Settings of either kind of HTTP client."""
    stated = {} if key is None else {"authorization": f"Bearer {key}"}
    return {"base_url": url, "timeout": timeout_seconds, "headers": {**_JSON, **stated}}


def stream_timeout(http: httpx.Client | httpx.AsyncClient) -> httpx.Timeout:
    """Timeouts of a stream: as usual, but for the quiet between two signs of life."""
    usual = http.timeout
    return httpx.Timeout(usual.connect, read=QUIET_SECONDS, write=usual.write, pool=usual.pool)


def document(method: Callable[..., Any], describe: Callable[..., Any]) -> None:
    """Gives a method the name, docstring and parameters of the function that describes its call."""
    described = inspect.signature(describe)
    client = inspect.Parameter("self", inspect.Parameter.POSITIONAL_ONLY)
    signature = inspect.Signature([client, *described.parameters.values()])
    named = {"__name__": describe.__name__, "__qualname__": describe.__name__, "__doc__": describe.__doc__}
    for name, value in {**named, "__signature__": signature}.items():
        setattr(method, name, value)
