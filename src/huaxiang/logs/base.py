"""The contract of an accepted log: append once, read in order, forget people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from huaxiang.domain.events import AcceptedEvent

__all__ = ["Log", "Refusal", "Verdict"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of an event: `accepted`, `duplicate`, or a reason why it was refused; seq when accepted."""

    message_id: str
    outcome: str
    seq: int | None


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that is not used, counted with its reason; `raw` is masked."""

    source: str
    message_id: str
    reason: str
    received_at: int
    raw: str


class Log(Protocol):
    """The accepted log. What `append` has returned is on disk."""

    def append(self, events: Sequence[AcceptedEvent]) -> list[Verdict]:
        """Appends events in order, deciding duplicates by event id (source, message id), in one durable transaction.

        Raises:
            StorageError: They could not be written; none was.
        """

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Keeps events that are not used.

        Raises:
            StorageError: They could not be written; none was.
        """

    def read(self, after: int, *, until: int | None = None, limit: int = 1_000_000) -> list[tuple[int, AcceptedEvent]]:
        """Events with after < seq ≤ until, in order of seq."""

    def scan(self, until: int) -> Iterator[tuple[int, AcceptedEvent]]:
        """All events up to seq `until`, in order."""

    def last_seq(self) -> int:
        """The last sequence number given, whether its event is still there or not; 0 when there was none."""

    def newest_occurred_at(self) -> int | None:
        """Greatest occurred_at of the accepted events."""

    def refusals(self) -> dict[str, int]:
        """Number of refused events by reason, duplicates included."""

    def forget(self, identities: Sequence[str]) -> int:
        """Removes every event that carries one of the identities, bytes included; returns their number."""

    def close(self) -> None:
        """Frees the log."""
