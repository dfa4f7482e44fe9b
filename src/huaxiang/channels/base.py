"""The contract of a channel: delivers one delivery at a time, says how it went, forgets people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

__all__ = ["Channel", "Delivery", "Entry", "FeedSlice", "Outcome"]


@dataclass(frozen=True, slots=True)
class Delivery:
    """Changed tags on their way out.

    Attributes:
        delivery_id: The same at every attempt, and used for no other.
        first_seq: Sequence number of the first change that it was made of.
        last_seq: Sequence number of the last one.
        body: JSON: `type`, `id`, `webhook`, `as_of`, `run_id`, `changes`.
        n_changes: Number of changes in it.
        attempt: Counts from 1.
    """

    delivery_id: str
    first_seq: int
    last_seq: int
    body: bytes
    n_changes: int
    attempt: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt went.

    Attributes:
        kind: `delivered`; `failed`: to be tried again; `gone`: the receiver wants no more.
        reason: In one line, without anything personal.
        retry_after: Seconds after which the receiver says to come again; None when it says nothing.
    """

    kind: Literal["delivered", "failed", "gone"]
    reason: str = ""
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change that may leave; `document` is its JSON, `purposes` what its tag serves."""

    seq: int
    person_id: str
    tag_key: str
    document: bytes
    purposes: frozenset[str]


@dataclass(frozen=True, slots=True)
class FeedSlice:
    """A part of the outward feed.

    Attributes:
        entries: In order of seq.
        next: Sequence number to go on after.
        is_end: Whether it reaches the feed's end.
        as_of: Of the store, ISO 8601.
        withheld: Entries that the gate keeps back.
        is_anew: The feed was begun anew: what was read last is beyond its end, and nothing else is filled in.
    """

    entries: Sequence[Entry]
    next: int
    is_end: bool
    as_of: str
    run_id: str
    withheld: int = 0
    is_anew: bool = False


class Channel(Protocol):
    """A way out."""

    def deliver(self, delivery: Delivery, *, at: float) -> Outcome:
        """Delivers; whatever goes wrong is an outcome, not an error.

        Args:
            delivery: The same one again after a failure, or after a kill when nobody knows how it went.
            at: Now, in seconds since 1970.
        """

    def forget(self, person_ids: Sequence[str]) -> int:
        """Takes back what lies where the channel can still reach it.

        Returns:
            Number of changes that went.

        Raises:
            StorageError: Something could not be written; the call may be repeated.
        """

    def close(self) -> None:
        """Frees what it holds."""
