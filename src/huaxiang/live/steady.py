"""A clock that does not go back: what was received later never bears an earlier instant."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from huaxiang.domain.instants import now

__all__ = ["SteadyClock"]


class SteadyClock:
    """The wall clock, µs; when that is set back it goes on from where it was, as fast as time does.

    An hour set back would otherwise make every event of the hour one from the future, and move each sender's clock by
    an hour once more.
    """

    def __init__(self, *, wall: Callable[[], int] = now, monotonic_ns: Callable[[], int] = time.monotonic_ns) -> None:
        """Starts with the wall clock as it is."""
        self._wall, self._monotonic_ns, self._lock = wall, monotonic_ns, threading.Lock()
        self._last, self._at_ns = wall(), monotonic_ns()

    def __call__(self) -> int:
        """The instant now."""
        with self._lock:
            at_ns = self._monotonic_ns()
            passed = (at_ns - self._at_ns) // 1_000
            self._last, self._at_ns = max(self._wall(), self._last + passed), self._at_ns + passed * 1_000
            return self._last
