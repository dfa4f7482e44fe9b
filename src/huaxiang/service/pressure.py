"""Pressure: whether there is room for another request, told before memory or disk runs short."""

from __future__ import annotations

import math
import random
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from huaxiang.domain.errors import HuaxiangError

__all__ = ["Held", "Overloaded", "Pressure", "whole_seconds"]

_LEAST_FREE = 256 << 20
_MOST_BYTES = 64 << 20
_MOST_REQUESTS = 4_000
_SHORTEST = 2.0
_DISK_SECONDS = 30.0
_LOOK_AGAIN = 1.0


@dataclass
class Held:
    """One request in hand: how many of its bytes have come."""

    n_bytes: int = 0


class Overloaded(HuaxiangError):
    """There is no room: the caller may come again after `seconds`."""

    def __init__(self, seconds: float) -> None:
        self.seconds = whole_seconds(seconds)
        super().__init__(f"there is no room for more events now: send them again in {self.seconds} s")


def whole_seconds(seconds: float) -> int:
    """Seconds as the header Retry-After has them: whole, at least one."""
    return max(1, math.ceil(seconds))


class Pressure:
    """Counts the requests and bytes in hand, and looks at the free disk; used from one thread.

    Callers that are told to wait are told different times, so that they do not all come again at once.
    """

    def __init__(
        self,
        ledger: Path,
        *,
        most_bytes: int = _MOST_BYTES,
        most_requests: int = _MOST_REQUESTS,
        least_free: int = _LEAST_FREE,
        shortest: float = _SHORTEST,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Watches the disk that `ledger` lies on.

        Args:
            least_free: Bytes of disk under which nothing more is taken in.
            shortest: Seconds that a caller waits at least; three times as long at most.
            jitter: A number from 0 to 1.
        """
        self._ledger, self._jitter, self._shortest = ledger, jitter, shortest
        self._most_bytes, self._most_requests, self._least_free = most_bytes, most_requests, least_free
        self._n_bytes = self._n_requests = 0
        self._free, self._looked_at = least_free, -math.inf

    def retry_after(self) -> float | None:
        """Seconds after which a caller may come again; None when there is room now."""
        if self._is_disk_full():
            return _DISK_SECONDS * (1 + self._jitter())
        if self._n_bytes >= self._most_bytes or self._n_requests >= self._most_requests:
            return self.pause()
        return None

    def pause(self) -> float:
        """Seconds to tell a caller to wait, others than the last one was told."""
        return self._shortest * (1 + 2 * self._jitter())

    @contextmanager
    def holding(self) -> Iterator[Held]:
        """A request in hand while its block runs.

        Raises:
            Overloaded: There is no room for it.
        """
        self._refuse_when_full()
        held = Held()
        self._n_requests += 1
        try:
            yield held
        finally:
            self._n_requests -= 1
            self._n_bytes -= held.n_bytes

    def grow(self, held: Held, n_bytes: int) -> None:
        """Counts bytes of a request that have come.

        Raises:
            Overloaded: There is no room for them.
        """
        if self._n_bytes + n_bytes > self._most_bytes:
            raise Overloaded(self.pause())
        self._n_bytes += n_bytes
        held.n_bytes += n_bytes

    def _refuse_when_full(self) -> None:
        seconds = self.retry_after()
        if seconds is not None:
            raise Overloaded(seconds)

    def _is_disk_full(self) -> bool:
        """Whether too little disk is free, looked at once a second; one that cannot be asked is for the log to tell."""
        now = time.monotonic()
        if now - self._looked_at > _LOOK_AGAIN:
            self._looked_at = now
            try:
                self._free = shutil.disk_usage(self._ledger).free
            except OSError:
                self._free = self._least_free
        return self._free < self._least_free
