"""Huaxiang (画像): AI user profiling with evidence, calibrated confidence and trials."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from huaxiang.client import AsyncClient, Client

__all__ = ["AsyncClient", "Client", "__version__"]

__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    """The clients, loaded when they are asked for: a command does not wait for an HTTP library."""
    if name in {"AsyncClient", "Client"}:
        return getattr(importlib.import_module("huaxiang.client"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
