"""The frozen tree of an expression over people: terms joined by and, or, not."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

__all__ = [
    "COMPARE",
    "And",
    "Comparison",
    "Did",
    "Expression",
    "Fact",
    "Feature",
    "Interest",
    "Known",
    "Not",
    "Or",
    "Pattern",
    "Tag",
    "Term",
    "Trait",
    "Where",
    "terms_of",
]

Operator = Literal["=", "!=", "<", "<=", ">", ">="]

COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """`cmp v`: a number is compared as a number, a text by code points; a missing value never holds."""

    operator: Operator
    value: int | float | str

    def holds(self, value: Any) -> bool:
        """Whether a value of the same kind that is not missing stands in this relation."""
        return bool(COMPARE[self.operator](value, self.value))


@dataclass(frozen=True, slots=True)
class Tag:
    """`tag(key) [cmp n]` or `segment(id)`: held, and its score (0..1000) so; `key` is a tag key."""

    key: str
    comparison: Comparison | None = None


@dataclass(frozen=True, slots=True)
class Interest:
    """`interest(path[, stance])`: holds one of the tags of the node or below it.

    Without a stance every one but `avoid` counts: who avoids a thing is not interested in it.
    """

    path: str
    keys: tuple[str, ...]
    stance: Literal["prefer", "avoid"] | None = None

    def admits(self, stance: str | None) -> bool:
        """Whether a tag held with that stance counts."""
        return stance != "avoid" if self.stance is None else stance == self.stance


@dataclass(frozen=True, slots=True)
class Feature:
    """`feature(x) cmp v`: a model's number."""

    name: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Trait:
    """`trait(x) cmp v`: what the person or the shop stated."""

    name: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Fact:
    """`fact(x) cmp v`: what a third party stated."""

    name: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Where:
    """One condition on a column of an event."""

    column: str
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Did:
    """`did(event [where …][, within 7d]) [cmp n]`: how often an event happened up to as_of; at least once."""

    event: str
    where: tuple[Where, ...] = ()
    within_us: int | None = None
    comparison: Comparison = Comparison(">=", 1)


@dataclass(frozen=True, slots=True)
class Pattern:
    """`pattern(id)`: walked a frequent path."""

    pattern_id: str


@dataclass(frozen=True, slots=True)
class Known:
    """`known(x)`: has a value of a trait, feature or fact."""

    kind: Literal["trait", "feature", "fact"]
    name: str


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """One part holds, or more."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold: true also where its value is missing."""

    part: Expression


Term = Tag | Interest | Feature | Trait | Fact | Did | Pattern | Known
Expression = Term | And | Or | Not


def terms_of(expression: Expression) -> Iterator[Term]:
    """The terms of an expression from left to right, each as often as it stands."""
    if isinstance(expression, (And, Or)):
        for part in expression.parts:
            yield from terms_of(part)
    elif isinstance(expression, Not):
        yield from terms_of(expression.part)
    else:
        yield expression
