"""What a service answers, as objects: shares and confidences 0..1, scores 0..1000, instants with their zone."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

__all__ = [
    "Answer",
    "Change",
    "Count",
    "Evidence",
    "Identity",
    "Interest",
    "Page",
    "Portrait",
    "Readiness",
    "Segment",
    "SegmentChoice",
    "Tag",
    "TagDefinition",
    "Taken",
    "Verdict",
    "Why",
]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What every answer about people says.

    Attributes:
        as_of: Nothing later than this was read.
        run_id: The build whose models were used.
        lag_seconds: Wall clock of the server less as_of, in seconds.
    """

    as_of: datetime
    run_id: str
    lag_seconds: float


class Verdict(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """What became of an event: `accepted`, `duplicate`, `parked` or `refused`, with the reason where there is one."""

    message_id: str
    verdict: str
    reason: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the event is on disk, by this call or by an earlier one."""
        return self.verdict in {"accepted", "duplicate"}


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to events: one verdict each, in order."""

    events: list[Verdict]


class Identity(msgspec.Struct, frozen=True, kw_only=True):
    """An identity of a person; contact data are masked."""

    namespace: str
    value: str
    first_seen_at: datetime


class SegmentChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A segment and the probability that the person belongs to it."""

    id: str
    name: str
    probability: float


class Segment(SegmentChoice, frozen=True, kw_only=True):
    """The most probable segment of a person, and those beside it."""

    alternatives: list[SegmentChoice] = []


class Interest(msgspec.Struct, frozen=True, kw_only=True):
    """An interest with its category path, the top first."""

    key: str
    label: str
    path: list[str]
    stance: str | None
    strength: int | None
    score: int
    confidence: float
    status: str


class Evidence(msgspec.Struct, frozen=True, kw_only=True):
    """What a tag rests on; `references` depends on `kind`."""

    evidence_id: str
    kind: str
    level: str | None = None
    events: list[Any] = []
    texts: list[dict[str, Any]] = []
    references: dict[str, Any] = {}


class Tag(msgspec.Struct, frozen=True, kw_only=True):
    """A tag that a person holds and that passes the gate."""

    key: str
    label: str
    kind: str
    status: str
    score: int
    strength: int | None
    stance: str | None
    confidence: float
    valid_from: datetime
    valid_until: datetime | None
    evidence: list[Evidence] = []


class Portrait(Answer, frozen=True, kw_only=True):
    """A person as they may leave the service: passing tags only.

    Attributes:
        withheld: Number of tags that the gate keeps back, by reason.
    """

    person_id: str
    identities: list[Identity]
    traits: dict[str, str]
    facts: dict[str, str]
    purpose: str | None
    segment: Segment | None
    interests: list[Interest]
    tags: list[Tag]
    withheld: dict[str, int]

    @property
    def keys(self) -> frozenset[str]:
        """Keys of the tags."""
        return frozenset(tag.key for tag in self.tags)


class TagDefinition(msgspec.Struct, frozen=True, kw_only=True):
    """A tag's definition in words, with its state, threshold, owner and purposes."""

    key: str
    label: str
    kind: str
    definition: str
    definition_version: int
    state: str
    threshold: float
    level: str
    is_sensitive: bool
    owner: str
    approver: str | None
    purposes: list[str]


class Why(Answer, frozen=True, kw_only=True):
    """Why a person has a tag, or the first condition that failed.

    Attributes:
        holds: Whether the person has the tag.
        passes_gate: Whether it may leave the service.
        reason: A word such as `below_threshold`; `holds` when nothing failed.
        words: The reason in the language of the project.
        detail: What was compared.
    """

    person_id: str
    tag: TagDefinition
    holds: bool
    passes_gate: bool
    reason: str
    words: str
    detail: dict[str, Any] = {}
    status: str | None = None
    score: int | None = None
    strength: int | None = None
    stance: str | None = None
    confidence: float | None = None
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    model: str | None = None
    evidence: list[dict[str, Any]] = []


class Count(Answer, frozen=True, kw_only=True):
    """How many people meet an expression; tags that the gate keeps back do not count.

    Attributes:
        share: count ÷ eligible, 0..1.
        withheld: People who would meet it by a tag that the gate keeps back, by reason.
        excluded: People who are in no audience, by reason.
    """

    expression: str
    count: int
    eligible: int
    share: float
    withheld: dict[str, int]
    excluded: dict[str, int]


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A changed field of a tag; `field` is `*` for a tag gained (old is None) or lost (new is None)."""

    seq: int
    person_id: str
    tag_key: str
    label: str
    field: str
    old: Any
    new: Any
    cause: str
    at: datetime


class Page(Answer, frozen=True, kw_only=True):
    """A part of the change feed.

    Attributes:
        next: What to ask for next: keep it once the changes are dealt with.
        withheld: Entries that the gate keeps back.
        is_end: Whether there was nothing newer.
    """

    next: int
    changes: list[Change] = []
    withheld: int = 0
    is_end: bool = True


class Readiness(msgspec.Struct, frozen=True, kw_only=True):
    """Whether a service can do its work: each check is `ok`, `off` or what is wrong.

    Attributes:
        pending: Accepted events that no profile shows yet.
        unfoldable: Accepted events that could not be folded.
        webhooks: By name: state, position, waiting deliveries, last error.
    """

    is_ready: bool
    checks: dict[str, str]
    as_of: datetime | None = None
    run_id: str | None = None
    lag_seconds: float | None = None
    pending: int | None = None
    unfoldable: int | None = None
    webhooks: dict[str, dict[str, Any]] = {}
