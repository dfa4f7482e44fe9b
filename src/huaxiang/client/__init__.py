"""The HTTP client: events in, portraits, reasons, counts and changes out, blocking and for asyncio."""

from __future__ import annotations

from huaxiang.client.answers import Answer, Change, Count, Page, Portrait, Readiness, Verdict, Why
from huaxiang.client.asynchronous import AsyncClient
from huaxiang.client.blocking import Client
from huaxiang.client.calls import Alias, Identify, Track

__all__ = [
    "Alias",
    "Answer",
    "AsyncClient",
    "Change",
    "Client",
    "Count",
    "Identify",
    "Page",
    "Portrait",
    "Readiness",
    "Track",
    "Verdict",
    "Why",
]
