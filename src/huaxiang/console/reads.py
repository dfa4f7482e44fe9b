"""Reads for pages: off the event loop, one at a time for the same question, and kept for seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from huaxiang.console.live.feed import LiveFeed
from huaxiang.console.spoken import Spoken
from huaxiang.project.opening import Project
from huaxiang.project.readable import Readable
from huaxiang.service.state import Service

__all__ = ["KEPT_SECONDS", "Reads"]

KEPT_SECONDS = 5.0
_MOST_KEPT = 200
T = TypeVar("T")


class Reads:
    """What the pages of one service read.

    Attributes:
        live: The feed that open pages listen to.
    """

    def __init__(self, service: Service, *, is_demo: bool = False) -> None:
        """Args are as follows.

        Args:
            is_demo: The project is a simulated shop, whose data end on a day of the past.
        """
        self.is_demo = is_demo
        self._service = service
        self.live = LiveFeed(service)
        self._kept: dict[Hashable, tuple[float, asyncio.Future[Any]]] = {}

    async def read(self, view: Callable[..., T], *args: Hashable, language: str, seconds: float = KEPT_SECONDS) -> T:
        """What a view gives of the current generation; who asks the same within some seconds gets the same object.

        Args:
            view: `view(readable, *args)`, a function of a module.
            language: "zh" or "en": labels and names come in it.
            seconds: How long the answer is kept; 0 asks anew.
        """
        key = (view, args, language)
        known = self._kept.get(key)
        if known is not None and (not known[1].done() or time.monotonic() - known[0] < seconds):
            return await asyncio.shield(known[1])
        self._drop_old()
        asked = asyncio.ensure_future(asyncio.to_thread(self._answer, view, args, language))
        self._kept[key] = (time.monotonic(), asked)
        try:
            return await asyncio.shield(asked)
        except Exception:
            self._kept.pop(key, None)
            raise

    async def off_loop(self, work: Callable[..., T], *args: Any) -> T:
        """What any function gives, computed off the event loop and never kept."""
        return await asyncio.to_thread(work, *args)

    def forget(self) -> None:
        """Forgets what is kept: the next read of anything asks anew."""
        self._kept.clear()

    def _answer(self, view: Callable[..., T], args: tuple[Hashable, ...], language: str) -> T:
        readings = self._service.readings
        if not readings.is_built:
            return view(_readable(Project.open(readings.project.folder), language), *args)
        with readings.reading() as reading:
            return view(_readable(reading, language), *args)

    def _drop_old(self) -> None:
        if len(self._kept) >= _MOST_KEPT:
            for key in sorted(self._kept, key=lambda each: self._kept[each][0])[: _MOST_KEPT // 2]:
                del self._kept[key]


def _readable(reading: Readable, language: str) -> Readable:
    return Spoken(reading, language)
