"""Tags: definitions with their states, proposals of the stages, assignments and changes."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from huaxiang.domain.errors import OutOfRange
from huaxiang.domain.ids import content_id, is_tag_key

__all__ = [
    "Assignment",
    "Change",
    "Evidence",
    "Kind",
    "Proposal",
    "State",
    "Status",
    "TagDefinition",
]


class Kind(StrEnum):
    """Kinds of tags (标签): five a marketer makes, two that models make."""

    FACT = "fact"
    BEHAVIOUR = "behaviour"
    INTEREST = "interest"
    COMPOSITE = "composite"
    FLAG = "flag"
    PREDICTED = "predicted"
    SEGMENT = "segment"


class State(StrEnum):
    """States of a definition: 草稿, 待观察, 生效, 冻结, 下线."""

    DRAFT = "draft"
    OBSERVATION = "observation"
    ACTIVE = "active"
    FROZEN = "frozen"
    RETIRED = "retired"


class Status(StrEnum):
    """Status of an assignment, a function of the definition's state and of its own confidence."""

    ACTIVE = "active"
    OBSERVATION = "observation"
    BELOW_THRESHOLD = "below_threshold"
    FROZEN = "frozen"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class TagDefinition:
    """A tag as the catalogue holds it; see table `tags` for the columns.

    Raises:
        OutOfRange: The key is not a tag key, the level is not L1..L4, or the threshold is not 0..1000.
    """

    key: str
    kind: Kind
    label_zh: str
    label_en: str
    definition_text: str
    definition_version: int = 1
    group: str | None = None
    owner: str = "huaxiang"
    approver: str | None = "huaxiang"
    purposes: tuple[str, ...] = ("recommend", "marketing")
    level: str = "L2"
    state: State = State.OBSERVATION
    bad_cycles: int = 0
    threshold_milli: int = 820
    half_life_days: int | None = None
    retention_days: int = 180
    branches: frozenset[str] = frozenset()
    changed_at: int = 0
    changed_by: str = "huaxiang"
    reason: str = "shipped"
    definition_text_en: str = ""

    def text(self, language: str) -> str:
        """The exact definition in words (口径), in Chinese where there is no other."""
        return self.definition_text_en or self.definition_text if language != "zh" else self.definition_text

    @property
    def is_sensitive(self) -> bool:
        """Whether it lies on a sensitive branch: then it is L4 and computed only when allowed."""
        return bool(self.branches)

    def __post_init__(self) -> None:
        if not is_tag_key(self.key):
            raise OutOfRange(f"{self.key!r} is no tag key")
        if self.level not in {"L1", "L2", "L3", "L4"}:
            raise OutOfRange(f"tag {self.key}: level {self.level!r} is not L1, L2, L3 or L4")
        if not 0 <= self.threshold_milli <= 1000:
            raise OutOfRange(f"tag {self.key}: threshold {self.threshold_milli} is not 0..1000")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a tag rests on: its id is the hash of the rest.

    Attributes:
        kind: event, span, pattern, centre, rule, fact or contribution.
        references: JSON-able values only, no floats.
        level: lexicon, linear, encoder, parser or llm, where a text was read.
    """

    kind: str
    references: dict[str, Any]
    level: str | None = None
    evidence_id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "evidence_id", content_id(self.kind, self.references, self.level))


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a scorer says of one person and tag before the catalogue decides its status."""

    person: int
    tag_key: str
    score_milli: int
    confidence_milli: int
    valid_from: int
    valid_until: int | None
    evidence: Evidence
    strength: int | None = None
    stance: str | None = None
    model_id: str | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """One row of table `assignments` without `as_of`, `origin` and `run_id`, which the writer knows."""

    person_id: str
    tag_key: str
    definition_version: int
    status: Status
    score_milli: int
    strength: int | None
    stance: str | None
    confidence_milli: int
    valid_from: int
    valid_until: int | None
    model_id: str | None
    evidence_id: str


@dataclass(frozen=True, slots=True)
class Change:
    """One row of the change feed; `field` is `*` for a tag gained (old is None) or lost (new is None)."""

    seq: int
    person_id: str
    tag_key: str
    field: str
    old: Any
    new: Any
    cause: str
    at: int
