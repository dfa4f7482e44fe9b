"""Whether one person meets an expression."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from huaxiang.domain.events import FoldEvent
from huaxiang.tags.expressions.numbers import number_of
from huaxiang.tags.expressions.terms import (
    And,
    Comparison,
    Did,
    Expression,
    Fact,
    Feature,
    Interest,
    Known,
    Not,
    Or,
    Pattern,
    Tag,
    Term,
    Trait,
)

__all__ = ["Held", "PlainProfile", "Profile", "meets", "text_holds"]


@dataclass(frozen=True, slots=True)
class Held:
    """A tag that the person holds and that the caller's gate lets through; score and confidence 0..1000."""

    score_milli: int
    confidence_milli: int = 1000
    status: str = "active"
    stance: str | None = None


class Profile(Protocol):
    """What an expression asks of a person; every answer is as of one instant."""

    @property
    def as_of(self) -> int:
        """Instant in µs; later events are not counted."""

    @property
    def patterns(self) -> frozenset[str]:
        """Ids of the patterns that the person walked."""

    def tag(self, key: str) -> Held | None:
        """The tag as held, None when it is not."""

    def feature(self, name: str) -> float | None:
        """The feature's number, None when it is missing."""

    def trait(self, name: str) -> str | None:
        """The trait's text, None when it is missing."""

    def fact(self, name: str) -> str | None:
        """The fact's text, None when it is missing."""

    def events(self, name: str) -> Sequence[FoldEvent]:
        """Events of that name, in any order."""


@dataclass(frozen=True, slots=True)
class PlainProfile:
    """A profile made of mappings."""

    as_of: int
    tags: Mapping[str, Held]
    features: Mapping[str, float]
    traits: Mapping[str, str]
    facts: Mapping[str, str]
    happened: Sequence[FoldEvent] = ()
    patterns: frozenset[str] = frozenset()

    def tag(self, key: str) -> Held | None:
        """The tag as held."""
        return self.tags.get(key)

    def feature(self, name: str) -> float | None:
        """The feature's number."""
        return self.features.get(name)

    def trait(self, name: str) -> str | None:
        """The trait's text."""
        return self.traits.get(name)

    def fact(self, name: str) -> str | None:
        """The fact's text."""
        return self.facts.get(name)

    def events(self, name: str) -> Sequence[FoldEvent]:
        """Events of that name."""
        return [event for event in self.happened if event.name == name]


def meets(expression: Expression, profile: Profile) -> bool:
    """Whether the person meets the expression."""
    if isinstance(expression, And):
        return all(meets(part, profile) for part in expression.parts)
    if isinstance(expression, Or):
        return any(meets(part, profile) for part in expression.parts)
    if isinstance(expression, Not):
        return not meets(expression.part, profile)
    return _meets_term(expression, profile)


def _meets_term(term: Term, profile: Profile) -> bool:  # noqa: PLR0911 (one line a kind of term)
    match term:
        case Tag(key, comparison):
            held = profile.tag(key)
            return held is not None and (comparison is None or comparison.holds(held.score_milli))
        case Interest():
            tags = (profile.tag(key) for key in term.keys)
            return any(held is not None and term.admits(held.stance) for held in tags)
        case Feature(name, comparison):
            value = profile.feature(name)
            return value is not None and not math.isnan(value) and comparison.holds(value)
        case Trait(name, comparison):
            return text_holds(profile.trait(name), comparison)
        case Fact(name, comparison):
            return text_holds(profile.fact(name), comparison)
        case Did():
            return term.comparison.holds(_count(term, profile))
        case Pattern(pattern_id):
            return pattern_id in profile.patterns
        case Known(kind, name):
            return _is_known(kind, name, profile)


def text_holds(text: str | None, comparison: Comparison) -> bool:
    """Whether a trait or fact meets a comparison; a missing one, or a text where a number is asked, never does."""
    if text is None or isinstance(comparison.value, str):
        return text is not None and comparison.holds(text)
    number = number_of(text)
    return number is not None and comparison.holds(number)


def _count(did: Did, profile: Profile) -> int:
    after = None if did.within_us is None else profile.as_of - did.within_us
    return sum(
        event.occurred_at <= profile.as_of
        and (after is None or event.occurred_at > after)
        and all(_where_holds(getattr(event, each.column), each.comparison) for each in did.where)
        for event in profile.events(did.event)
    )


def _where_holds(value: str | int | None, comparison: Comparison) -> bool:
    return value is not None and comparison.holds(value)


def _is_known(kind: str, name: str, profile: Profile) -> bool:
    if kind == "feature":
        value = profile.feature(name)
        return value is not None and not math.isnan(value)
    return (profile.trait(name) if kind == "trait" else profile.fact(name)) is not None
