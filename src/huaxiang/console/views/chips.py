"""An expression as chips: conditions joined one level deep, both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from huaxiang.tags.expressions import Expression, Term
from huaxiang.tags.expressions.terms import And, Not, Or

__all__ = ["Builder", "Chip", "Group", "Joint", "builder_of", "expression_of"]

Joint = Literal["and", "or"]


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition, or that it does not hold."""

    term: Term
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """Chips in brackets; with `is_not` the people who meet the brackets are left out."""

    joint: Joint
    chips: tuple[Chip, ...]
    is_not: bool = False


@dataclass(frozen=True, slots=True)
class Builder:
    """What the page edits: chips and groups, all joined by one word; empty when nothing was chosen yet."""

    joint: Joint = "and"
    parts: tuple[Chip | Group, ...] = ()


def builder_of(expression: Expression) -> Builder | None:
    """The expression as chips; None where it nests deeper than chips in groups."""
    joint: Joint = "or" if isinstance(expression, Or) else "and"
    parts = [_part(each) for each in (expression.parts if isinstance(expression, (And, Or)) else (expression,))]
    known = tuple(part for part in parts if part is not None)
    return Builder(joint, known) if len(known) == len(parts) else None


def expression_of(builder: Builder) -> Expression | None:
    """The expression of the chips; None while there is none. Groups without chips are left out."""
    parts = [_written(part) for part in builder.parts if isinstance(part, Chip) or part.chips]
    return _joined(builder.joint, parts) if parts else None


def _part(expression: Expression) -> Chip | Group | None:
    is_not = isinstance(expression, Not)
    inside = expression.part if isinstance(expression, Not) else expression
    if isinstance(inside, Not):
        return None
    if not isinstance(inside, (And, Or)):
        return Chip(inside, is_not)
    chips = [_part(each) for each in inside.parts]
    plain = tuple(each for each in chips if isinstance(each, Chip))
    return Group("and" if isinstance(inside, And) else "or", plain, is_not) if len(plain) == len(chips) else None


def _written(part: Chip | Group) -> Expression:
    inside = part.term if isinstance(part, Chip) else _joined(part.joint, [_written(each) for each in part.chips])
    return Not(inside) if part.is_not else inside


def _joined(joint: Joint, parts: list[Expression]) -> Expression:
    if len(parts) == 1:
        return parts[0]
    return And(tuple(parts)) if joint == "and" else Or(tuple(parts))
