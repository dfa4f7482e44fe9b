"""An expression as text again: what people read and edit, and what `parse` reads back as the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from huaxiang.domain.errors import BadExpression
from huaxiang.domain.instants import DAY_US, HOUR_US, MINUTE_US
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
    Trait,
)

__all__ = ["duration_text", "write"]

_PLAIN = re.compile(r"[A-Za-z0-9_.\-一-鿿]+")
_QUOTES = (('"', '"'), ("'", "'"), ("“", "”"), ("‘", "’"))
_UNITS = ((DAY_US, "d"), (HOUR_US, "h"), (MINUTE_US, "m"), (7 * DAY_US, "w"))
_LONGEST = 99_999
_SEGMENT = "segment."


def write(expression: Expression) -> str:
    """The expression in the language of `parse`, with keys for names and brackets only where they are needed.

    Raises:
        BadExpression: A text in it holds all four kinds of quotes, which the language cannot write.

    >>> write(And((Tag("flag.hesitant"), Not(Did("order_completed", within_us=7 * DAY_US)))))
    'tag(flag.hesitant) and not did(order_completed, within 7d)'
    """
    if isinstance(expression, And):
        return " and ".join(_inside(part, (And, Or)) for part in expression.parts)
    if isinstance(expression, Or):
        return " or ".join(_inside(part, (Or,)) for part in expression.parts)
    if isinstance(expression, Not):
        return f"not {_inside(expression.part, (And, Or))}"
    return _TERMS[type(expression)](expression)


def duration_text(duration_us: int) -> str:
    """A duration of whole minutes as the language writes it, such as `7d` or `36h`."""
    for unit, letter in _UNITS:
        if duration_us % unit == 0 and 0 < duration_us // unit <= _LONGEST:
            return f"{duration_us // unit}{letter}"
    raise BadExpression(f"{duration_us} µs is no whole number of minutes, hours, days or weeks")


def _inside(part: Expression, bracketed: tuple[type, ...]) -> str:
    text = write(part)
    return f"({text})" if isinstance(part, bracketed) else text


def _name(name: str) -> str:
    return name if _PLAIN.fullmatch(name) else _quoted(name)


def _quoted(text: str) -> str:
    for opening, closing in _QUOTES:
        if closing not in text:
            return f"{opening}{text}{closing}"
    raise BadExpression(f"{text!r} holds every kind of quote")


def _value(value: float | str) -> str:
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, int):
        return str(value)
    text = f"{value:.9f}".rstrip("0")
    return f"{text}0" if text.endswith(".") else text


def _compared(comparison: Comparison | None) -> str:
    return "" if comparison is None else f" {comparison.operator} {_value(comparison.value)}"


def _tag(term: Tag) -> str:
    if term.comparison is None and term.key.startswith(_SEGMENT):
        return f"segment({_name(term.key.removeprefix(_SEGMENT))})"
    return f"tag({_name(term.key)}){_compared(term.comparison)}"


def _interest(term: Interest) -> str:
    return f"interest({_name(term.path)}{f', {term.stance}' if term.stance else ''})"


def _did(term: Did) -> str:
    where = " and ".join(f"{each.column}{_compared(each.comparison)}" for each in term.where)
    within = "" if term.within_us is None else f", within {duration_text(term.within_us)}"
    count = "" if term.comparison == Comparison(">=", 1) else _compared(term.comparison)
    return f"did({_name(term.event)}{f' where {where}' if where else ''}{within}){count}"


_TERMS: dict[type, Callable[[Any], str]] = {
    Tag: _tag,
    Interest: _interest,
    Feature: lambda term: f"feature({_name(term.name)}){_compared(term.comparison)}",
    Trait: lambda term: f"trait({_name(term.name)}){_compared(term.comparison)}",
    Fact: lambda term: f"fact({_name(term.name)}){_compared(term.comparison)}",
    Did: _did,
    Pattern: lambda term: f"pattern({_name(term.pattern_id)})",
    Known: lambda term: f"known({_name(term.name)})",
}
