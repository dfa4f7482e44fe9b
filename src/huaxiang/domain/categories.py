"""Category paths: three slugs in fold events, dotted paths in tag keys."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["Levels", "padded", "path_of"]

Levels = tuple[str | None, str | None, str | None]
"""First, second and third level; all None when there is no category."""


def padded(slugs: Sequence[str]) -> Levels:
    """Three levels of a path of one to three slugs: a missing level repeats the one above.

    So a fold keyed by all three levels never loses an event of a shop whose tree is flatter.

    >>> padded(["pet"]), padded([])
    (('pet', 'pet', 'pet'), (None, None, None))
    """
    if not slugs:
        return (None, None, None)
    full = [*slugs, *[slugs[-1]] * 3][:3]
    return (full[0], full[1], full[2])


def path_of(l1: str, l2: str, l3: str) -> str:
    """Dotted path of three levels; repeated levels are one.

    >>> path_of("pet", "food", "food")
    'pet.food'
    """
    parts = [l1]
    for level in (l2, l3):
        if level != parts[-1]:
            parts.append(level)
    return ".".join(parts)
