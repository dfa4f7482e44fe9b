"""Reads searches whose parts are marked: [b brand] [f what it fits] [e modifiers<head>]."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Marked", "read_marked"]

_PART = re.compile(r"\[([bfe])([^\]]*)\]")
_NAMES = {"b": "brand", "f": "fits"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A search without its marks, and the label of each character."""

    text: str
    labels: Sequence[str]


def read_marked(line: str) -> Marked:
    """The search of a marked line.

    Raises:
        ValueError: A mark is not closed, or a product phrase has no head.
    """
    text, labels, last = "", [], 0
    for match in _PART.finditer(line):
        plain = line[last : match.start()]
        text, labels = text + plain, labels + ["O"] * len(plain)
        kind, inside = match.groups()
        for name, part in _pieces(kind, inside):
            text, labels = text + part, labels + [f"B-{name}"] + [f"I-{name}"] * (len(part) - 1)
        last = match.end()
    rest = line[last:]
    text, labels = text + rest, labels + ["O"] * len(rest)
    if any(sign in text for sign in "[]<>"):
        raise ValueError(f"a mark is not closed or nested: {line}")
    return Marked(text, labels)


def _pieces(kind: str, inside: str) -> list[tuple[str, str]]:
    """(name, characters) of a part; what stands after the head counts to it."""
    if kind in _NAMES:
        return [(_NAMES[kind], inside)] if inside else []
    match = re.fullmatch(r"([^<>]*)<([^<>]+)>([^<>]*)", inside)
    if match is None:
        raise ValueError(f"a product phrase has one head between < and >: {inside}")
    before, head, after = match.groups()
    return [("modifier", before), ("head", head + after)] if before else [("head", head + after)]
