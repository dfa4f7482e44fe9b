"""Profiles: what the store keeps of a person for reading, and the writes of one transaction."""

from __future__ import annotations

from typing import Any

import msgspec

from huaxiang.domain.identities import CONTROLS

__all__ = ["HeldTag", "IdentityRow", "Item", "LinkRow", "Profile"]


class HeldTag(msgspec.Struct, frozen=True):
    """A tag that a person holds, with its evidence; see table `assignments` for the units."""

    tag_key: str
    definition_version: int
    status: str
    score_milli: int
    strength: int | None
    stance: str | None
    confidence_milli: int
    valid_from: int
    valid_until: int | None
    model_id: str | None
    evidence_id: str
    evidence_kind: str
    references: dict[str, Any]
    level: str | None


class Profile(msgspec.Struct):
    """A person as of an instant: tags sorted by key, features known, memberships best first."""

    person_id: str
    as_of: int
    run_id: str
    next_due: int
    tags: list[HeldTag]
    features: dict[str, float]
    memberships: list[tuple[str, int]]
    traits: dict[str, str]
    facts: dict[str, str]
    origin: str = "batch"


class IdentityRow(msgspec.Struct, frozen=True):
    """An identity, its earliest sign in µs, and the person it belongs to."""

    identity: str
    first_seen_at: int
    person_id: str


class LinkRow(msgspec.Struct, frozen=True):
    """A statement that two identities are one person, or of kind `undo` that they are two; `a` sorts before `b`."""

    a: str
    b: str
    kind: str
    occurred_at: int
    weight_milli: int
    event_id: str | None

    @property
    def statement(self) -> tuple[int, str]:
        """Order of statements of one link: by instant, of equal instants by event id."""
        return (self.occurred_at, self.event_id or "")

    def takes_place_of(self, other: LinkRow) -> bool:
        """Whether of two statements of the same pair and kind this one is kept: the last of controls, else the first.

        >>> first, second = (LinkRow("a:1", "b:2", kind, at, 1000, None) for kind, at in [("undo", 1), ("undo", 2)])
        >>> second.takes_place_of(first), first.takes_place_of(second)
        (True, False)
        """
        is_later = self.statement > other.statement
        return is_later if self.kind in CONTROLS else self.statement < other.statement


class Item(msgspec.Struct, frozen=True):
    """What a fold needs of an item: its category slugs, its brand, and its title as context of texts."""

    item_id: str
    l1: str | None
    l2: str | None
    l3: str | None
    brand: str | None
    title: str | None
