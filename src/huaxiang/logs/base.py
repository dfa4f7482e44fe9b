"""The contract of an accepted log: append once, read in order, forget people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from huaxiang.domain.events import AcceptedEvent

__all__ = ["UNFOLDABLE", "Log", "Parked", "Refusal", "Verdict"]

UNFOLDABLE = "unfoldable"


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


@dataclass(frozen=True, slots=True)
class Parked:
    """An accepted event that could not be folded: it stays in the log and nobody reads it any more.

    Attributes:
        why: The fault and the place in the code where it was found, nothing of the event's content.
    """

    seq: int
    event_id: str
    source: str
    name: str
    why: str


class Log(Protocol):
    """The accepted log. What `append` has returned is on disk."""

    def append(self, events: Sequence[AcceptedEvent], *, refusals: Sequence[Refusal] = ()) -> list[Verdict]:
        """Appends events in order, deciding duplicates by event id (source, message id), in one durable transaction.

        Threads that call at the same time share a transaction, and each returns when its own is on disk.

        Args:
            refusals: Kept in the same transaction, as `refuse` keeps them.

        Raises:
            StorageError: They could not be written; none was.
        """

    def refuse(self, refusals: Sequence[Refusal]) -> None:
        """Keeps events that are not used.

        Raises:
            StorageError: They could not be written; none was.
        """

    def read(self, after: int, *, until: int | None = None, limit: int = 1_000_000) -> list[tuple[int, AcceptedEvent]]:
        """Events with after < seq ≤ until that are not parked, in order of seq."""

    def scan(self, until: int) -> Iterator[tuple[int, AcceptedEvent]]:
        """All events up to seq `until` that are not parked, in order."""

    def park(self, seq: int, why: str) -> None:
        """Takes an accepted event out of what `read` and `scan` give, for live and build alike.

        Raises:
            StorageError: It could not be written.
        """

    def parked(self, *, after: int = 0) -> list[Parked]:
        """Parked events with a greater seq, in order of seq."""

    def last_seq(self) -> int:
        """The last sequence number given, whether its event is still there or not; 0 when there was none."""

    def newest_occurred_at(self) -> int | None:
        """Greatest occurred_at of the accepted events that are not parked."""

    def refusals(self) -> dict[str, int]:
        """Number of refused events by reason, duplicates included, parked ones as `unfoldable`."""

    def forget(self, identities: Sequence[str]) -> int:
        """Removes every event that carries one of the identities, bytes included; returns their number."""

    def checkpoint(self) -> None:
        """Writes what is durable beside the log to its place, keeping nobody waiting; nothing depends on it."""

    def close(self) -> None:
        """Frees the log."""
