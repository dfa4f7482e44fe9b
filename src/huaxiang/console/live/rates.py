"""How much happened of late: counts by second, kept for five minutes."""

from __future__ import annotations

from collections.abc import Iterable

__all__ = ["BAR_SECONDS", "N_BARS", "Rate"]

BAR_SECONDS, N_BARS = 5, 60
_WINDOW = BAR_SECONDS * N_BARS


class Rate:
    """Counts of one kind by second.

    Attributes:
        since: First second from which every count is known.
    """

    def __init__(self, since: int) -> None:
        self.since = since
        self._counts: dict[int, int] = {}

    def note(self, second: int, n: int) -> None:
        """Notes that so many happened in a second."""
        if n:
            self._counts[second] = self._counts.get(second, 0) + n
            for old in [each for each in self._counts if each <= second - _WINDOW]:
                del self._counts[old]

    def note_all(self, seconds: Iterable[int]) -> None:
        """Notes one for each of the seconds."""
        for each in seconds:
            self.note(each, 1)

    def per_second(self, second: int, *, over: int = 10) -> float | None:
        """Mean of the whole seconds before one, of those that are known; None when none is.

        >>> rate = Rate(since=90)
        >>> rate.note(99, 20)
        >>> rate.per_second(100), rate.per_second(92), rate.per_second(90)
        (2.0, 0.0, None)
        """
        first = max(second - over, self.since)
        if first >= second:
            return None
        return sum(n for at, n in self._counts.items() if first <= at < second) / (second - first)

    def last_minute(self, second: int) -> int:
        """How many in the 60 seconds before one."""
        return sum(n for at, n in self._counts.items() if second - 60 <= at < second)

    def bars(self, second: int) -> list[int | None]:
        """Sums of five seconds each, oldest first, up to a second; None for those that are not known."""
        end = second - second % BAR_SECONDS
        starts = range(end - _WINDOW, end, BAR_SECONDS)
        return [self._bar(start) if start >= self.since - BAR_SECONDS + 1 else None for start in starts]

    def _bar(self, start: int) -> int:
        return sum(self._counts.get(each, 0) for each in range(start, start + BAR_SECONDS))
