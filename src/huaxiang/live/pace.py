"""How many events a step takes: all that wait while it keeps up, as many as help it catch up when it is far behind."""

from __future__ import annotations

__all__ = ["Pace"]

_LEAST, _MOST = 2_000, 50_000
_STEP_SECONDS = 1.0
_FAR_BEHIND = 100_000
_WEIGHT = 0.3


class Pace:
    """Follows how fast the steps are.

    A person is derived once a step however many events are in it, so larger steps are cheaper by the event; but what
    is in a step shows only at its end.
    """

    def __init__(self, *, least: int = _LEAST, most: int = _MOST) -> None:
        """Between the two, whatever it measures."""
        self._least, self._most = least, most
        self._per_second: float | None = None

    def size(self, n_waiting: int) -> int:
        """Most events that the next step takes.

        >>> Pace().size(40), Pace().size(1_000_000)
        (2000, 50000)
        """
        if n_waiting >= _FAR_BEHIND:
            return self._most
        in_a_second = self._least if self._per_second is None else round(self._per_second * _STEP_SECONDS)
        return min(max(self._least, in_a_second), self._most)

    def note(self, n_events: int, *, seconds: float) -> None:
        """Notes how long a step took."""
        now = n_events / max(seconds, 1e-6)
        before = now if self._per_second is None else self._per_second
        self._per_second = before + _WEIGHT * (now - before)
