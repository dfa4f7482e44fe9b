"""The stretch of the log in which a worker hung: the next one goes through it in small steps, and past its event."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

__all__ = ["Suspect"]

_PARTS = 16
_TRIES = 3


@dataclass(frozen=True, slots=True)
class Suspect:
    """Log positions first to last of the step that did not end, and how often that was the same one event."""

    first: int
    last: int
    n_times: int = 1

    @staticmethod
    def of_text(text: str) -> Suspect:
        """A suspect from `to_text`."""
        return Suspect(**json.loads(text))

    def to_text(self) -> str:
        """The suspect in one word for a command line."""
        return json.dumps(asdict(self), separators=(",", ":"))

    def after(self, before: Suspect | None) -> Suspect:
        """This suspect after the one before it.

        >>> Suspect(7, 7).after(Suspect(7, 7)).n_times, Suspect(7, 9).after(Suspect(7, 9)).n_times
        (2, 1)
        """
        is_same = before is not None and self.first == self.last == before.first == before.last
        return Suspect(self.first, self.last, before.n_times + 1 if is_same and before is not None else 1)

    def most(self, log_seq: int) -> int | None:
        """Most events of a step from a position on; None when the stretch lies behind.

        >>> Suspect(101, 420).most(100), Suspect(101, 420).most(420)
        (20, None)
        """
        return None if log_seq >= self.last else max(1, (self.last - self.first + 1) // _PARTS)

    def is_to_be_parked(self, log_seq: int) -> bool:
        """Whether the next event is the one, and hung often enough to go on without it."""
        return self.first == self.last and self.n_times >= _TRIES and log_seq < self.last

    @property
    def why(self) -> str:
        """Why its event is parked."""
        return f"folding it did not end, {self.n_times} times"
