"""The contract of a store: profiles, live state and feed of one generation, and generations side by side."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from huaxiang.domain.errors import HuaxiangError, StorageError
from huaxiang.domain.profiles import IdentityRow, Item, LinkRow, Profile
from huaxiang.domain.tags import Change

__all__ = [
    "KEPT_TOUCHES",
    "Generations",
    "Meta",
    "StaleWriter",
    "Store",
    "StoredState",
    "Unkeepable",
    "Update",
    "refuse_stale",
    "surplus",
]


KEPT_TOUCHES = 200_000
"""How many people written or removed a store remembers by revision."""


class StaleWriter(HuaxiangError):
    """Raised when another writer was there first, or the generation is sealed: read again what is left to write."""


class Unkeepable(StorageError):
    """An update holds a value that no store can keep, such as a number beyond 64 bits: its content is at fault."""


@dataclass(frozen=True, slots=True)
class Meta:
    """What a generation is: its run, how far it has come, and whether it is a view of the past.

    Attributes:
        feed_seq: Last sequence number that the feed gave.
        revision: Counts the writes, so that a writer can tell whether it was alone.
    """

    run_id: str
    as_of: int
    log_seq: int
    feed_seq: int
    is_historic: bool = False
    revision: int = 0


@dataclass(frozen=True, slots=True)
class StoredState:
    """State of one identity: its folds and its recent events, both as bytes."""

    identity: str
    folds: bytes
    recent: bytes


@dataclass(slots=True)
class Update:
    """Everything one step writes, applied in one transaction.

    Attributes:
        log_seq: Log position reached; must be greater than the generation's, or equal when only timers fired.
        as_of: As-of reached.
        changes: The feed's new entries; their `seq` is given by the store.
        merges: (old person id, new person id, reason, at).
        revision: Revision of the generation that the writer read before anything else; None when it read nothing.
    """

    log_seq: int
    as_of: int
    profiles: list[Profile] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    identities: list[IdentityRow] = field(default_factory=list)
    links: list[LinkRow] = field(default_factory=list)
    states: list[StoredState] = field(default_factory=list)
    merges: list[tuple[str, str, str, int]] = field(default_factory=list)
    revision: int | None = None
    changes: list[Change] = field(default_factory=list)


class Store(Protocol):
    """One generation, open."""

    def meta(self) -> Meta:
        """What the generation is."""

    def profile(self, person_id: str) -> Profile | None:
        """A person by current id."""

    def profiles(self, person_ids: Sequence[str] | None = None) -> Iterator[Profile]:
        """Several people, or all, by id."""

    def count(self) -> int:
        """Number of people."""

    def current_id(self, person_id: str) -> str:
        """The id that took the place of an old one, or the same id."""

    def people_of(self, name: str) -> list[str]:
        """Person ids of an identity `namespace:value`, of a bare value, or of a person id."""

    def identities(self, identities: Iterable[str]) -> dict[str, IdentityRow]:
        """Rows of those identities that are known."""

    def identities_of(self, person_ids: Iterable[str]) -> dict[str, list[IdentityRow]]:
        """Identities of people, sorted."""

    def links_of(self, identities: Iterable[str]) -> list[LinkRow]:
        """Links that touch one of the identities."""

    def states(self, identities: Iterable[str]) -> dict[str, StoredState]:
        """State of those identities that have one."""

    def items(self, item_ids: Iterable[str]) -> dict[str, Item]:
        """Items that are known."""

    def merges(self) -> list[tuple[str, str, str, int]]:
        """(old, new, reason, at) of every change of person id, by instant, of equal instants as they were written."""

    def due(self, until: int, *, limit: int) -> list[str]:
        """People whose timer fires not later than `until`, earliest first."""

    def table(self, name: str) -> list[dict[str, Any]]:
        """A small table kept beside the profiles: segments, tags."""

    def changes(self, after: int, *, limit: int) -> list[Change]:
        """The feed after a sequence number."""

    def changes_of(self, person_ids: Iterable[str], *, until: int) -> list[Change]:
        """The feed of people up to a sequence number, in order."""

    def touched_since(self, revision: int) -> Collection[str] | None:
        """Ids of the people whose profile updates wrote or removed after a revision of this generation, each once.

        Take `meta().revision` before, and ask from that one next time: who was written meanwhile may come twice, but
        nobody is missed.

        Returns:
            None when that is not known any more, as after `forget` or for the time before the last `KEPT_TOUCHES`
            people: everyone has to be read.
        """

    def apply(self, update: Update) -> None:
        """Writes an update in one transaction.

        Raises:
            StaleWriter: Its log position was already applied, somebody wrote since its revision, or the generation
                is sealed.
            StorageError: It could not be written; nothing was. `Unkeepable` when that is the fault of its content.
        """

    def seal(self) -> AbstractContextManager[None]:
        """Keeps every other writer out while its block runs; from its end on the generation takes no more updates.

        A block that raises leaves everything as it was.
        """

    def splice(self, carried: Iterable[Change], *, after: int, up_to: int, without: Iterable[str]) -> None:
        """Puts entries of the generation before into the feed, under their own numbers, before entries of ours.

        Args:
            carried: Entries numbered from `after` + 1 to `up_to`.
            after: Entries up to this number stay as they are; ours after it are numbered anew after `up_to`.
            up_to: The last number that the generation before gave, whether its entry is still there or not.
            without: People whose entries of ours after `after` are dropped.
        """

    def load(self, part: str, rows: Iterable[Any]) -> None:
        """Bulk load while a generation is built: profiles, identities, links, states, items, merges or changes.

        A change that has a number keeps it; one without is given the next.
        """

    def finish(self, meta: Meta, tables: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        """Ends a bulk load: indexes, small tables and meta."""

    def forget(self, person_ids: Sequence[str]) -> int:
        """Removes people with their identities, links, state, profile, feed entries and former ids, bytes included.

        Returns:
            Number of people who had a profile.

        Raises:
            StorageError: It could not be written.
        """

    def hold(self) -> None:
        """From now on reads the generation as it is at this instant, whatever others write; it writes no more."""

    def close(self) -> None:
        """Frees the generation."""


def refuse_stale(update: Update, meta: Meta, *, is_sealed: bool) -> None:
    """Lets an update through that was made of a generation as it still is.

    Raises:
        StaleWriter: It was not; see `Store.apply`.
    """
    if is_sealed:
        raise StaleWriter("the generation is sealed: another one has taken its place")
    is_next = update.log_seq > meta.log_seq
    is_timer = update.log_seq == meta.log_seq and not (update.states or update.identities or update.links)
    if update.revision is not None and update.revision != meta.revision:
        raise StaleWriter(f"somebody wrote since revision {update.revision}")
    if not (is_next or is_timer):
        raise StaleWriter(f"log position {update.log_seq} was already applied")


class Generations(Protocol):
    """Generations by run id; run ids rise with time."""

    def current(self) -> str | None:
        """Run id of the current generation; None when there was no build.

        Raises:
            StorageError: The store is gone.
        """

    def names(self) -> list[str]:
        """Run ids of all generations that are there, sorted."""

    def open(self, run_id: str) -> Store:
        """A generation, made empty when it is not there; the caller closes it.

        Raises:
            StorageError: It cannot be opened.
        """

    def switch(self, run_id: str) -> None:
        """Makes a generation the current one; readers see the old one or the new one, nothing between.

        Raises:
            StorageError: The pointer cannot be written; it is as before.
        """

    def drop(self, run_id: str) -> None:
        """Takes a generation away; nothing happens when it is not there.

        Raises:
            StorageError: It cannot be taken away.
        """

    def prune(self, *, keep: int = 2) -> None:
        """Takes away generations but the current one and the newest others."""


def surplus(names: Iterable[str], current: str | None, *, keep: int) -> list[str]:
    """Generations that pruning takes away: all but the current one and the newest others.

    >>> surplus(["r1", "r2", "r3"], "r1", keep=2)
    ['r2']
    """
    return [name for name in sorted(names, reverse=True) if name != current][max(keep - 1, 0) :]
