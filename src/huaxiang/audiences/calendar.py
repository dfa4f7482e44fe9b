"""When somebody's tags begin or cease to hold without any event: people by the next such instant."""

from __future__ import annotations

import heapq

from pyroaring import BitMap

from huaxiang.domain.instants import HOUR_US

__all__ = ["Calendar"]


class Calendar:
    """People by instant: a bitmap for each hour to come, and a heap of exact instants for the hour that runs.

    Who is named too early, or is no longer concerned, is only looked at once more for nothing.
    """

    def __init__(self) -> None:
        self._hours: dict[int, BitMap] = {}
        self._soon: list[tuple[int, int]] = []

    def put(self, instant: int, number: int, *, as_of: int) -> None:
        """Notes that a person has to be looked at when an instant (µs) has come.

        Args:
            as_of: Now, as the index knows it.
        """
        if instant // HOUR_US <= as_of // HOUR_US:
            heapq.heappush(self._soon, (instant, number))
        else:
            self._hours.setdefault(instant // HOUR_US, BitMap()).add(number)

    def take(self, as_of: int) -> BitMap:
        """Takes out everyone whose instant has come, and who else is noted in the hour of `as_of`."""
        due = BitMap()
        while self._soon and self._soon[0][0] <= as_of:
            due.add(heapq.heappop(self._soon)[1])
        for hour in [hour for hour in self._hours if hour * HOUR_US <= as_of]:
            due |= self._hours.pop(hour)
        return due
