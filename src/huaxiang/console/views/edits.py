"""Changes of a builder: parts added, put in another's place, joined by the other word. Each gives a new builder."""

from __future__ import annotations

from dataclasses import replace

from huaxiang.console.views.chips import Builder, Chip, Group, Joint

__all__ = ["add", "add_inside", "can_exclude", "exclusions", "put", "switch", "switch_group"]

_OTHER: dict[Joint, Joint] = {"and": "or", "or": "and"}


def exclusions(builder: Builder) -> frozenset[int]:
    """Places of the groups that leave people out; under `or` a negated group only adds people."""
    if builder.joint == "or":
        return frozenset()
    return frozenset(n for n, part in enumerate(builder.parts) if isinstance(part, Group) and part.is_not)


def can_exclude(builder: Builder) -> bool:
    """Whether a group that leaves people out can be added one level deep."""
    return builder.joint == "and" or all(isinstance(part, Chip) for part in builder.parts)


def add(builder: Builder, part: Chip | Group) -> Builder:
    """The builder with one more part; an exclusion applies to all that was chosen before."""
    if isinstance(part, Group) and part.is_not and builder.joint == "or":
        builder = Builder("and", _gathered(builder.parts))
    return replace(builder, parts=(*builder.parts, part))


def _gathered(parts: tuple[Chip | Group, ...]) -> tuple[Chip | Group, ...]:
    """Chips as one group of which any may hold; as they are when there is one, or a group among them."""
    chips = tuple(part for part in parts if isinstance(part, Chip))
    return (Group("or", chips),) if len(chips) == len(parts) > 1 else parts


def add_inside(builder: Builder, number: int, chip: Chip) -> Builder:
    """The builder with one more chip in the group at a place."""
    group = builder.parts[number]
    return _at(builder, number, replace(group, chips=(*group.chips, chip))) if isinstance(group, Group) else builder


def put(builder: Builder, number: int, inner: int | None, chip: Chip | None) -> Builder:
    """The builder with another chip, or none, at a place, or at a place inside its group; empty groups go away."""
    part = builder.parts[number]
    if not isinstance(part, Group) or inner is None:
        return _at(builder, number, chip)
    middle = () if chip is None else (chip,)
    chips = (*part.chips[:inner], *middle, *part.chips[inner + 1 :])
    return _at(builder, number, replace(part, chips=chips) if chips else None)


def _at(builder: Builder, number: int, part: Chip | Group | None) -> Builder:
    middle = () if part is None else (part,)
    return replace(builder, parts=(*builder.parts[:number], *middle, *builder.parts[number + 1 :]))


def switch(builder: Builder) -> Builder:
    """The builder joined by the other word; who is left out stays left out."""
    left_out = exclusions(builder)
    if not left_out:
        return replace(builder, joint=_OTHER[builder.joint])
    chosen = tuple(part for n, part in enumerate(builder.parts) if n not in left_out)
    kept = tuple(part for n, part in enumerate(builder.parts) if n in left_out)
    return replace(builder, parts=(*_gathered(chosen), *kept))


def switch_group(builder: Builder, number: int) -> Builder:
    """The builder with the group at a place joined by the other word."""
    group = builder.parts[number]
    return _at(builder, number, replace(group, joint=_OTHER[group.joint])) if isinstance(group, Group) else builder
