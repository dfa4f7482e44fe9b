"""Texts as the folds take them: readings of a person's own text, without what may not be computed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from huaxiang.domain.readings import TextReading
from huaxiang.interests.reader import Reader

__all__ = ["text_reader"]


def text_reader(
    reader: Reader, *, allowed_branches: frozenset[str]
) -> Callable[[str, str, str | None], Sequence[TextReading]]:
    """A function `(text, kind, context) -> readings`.

    Sensitive readings are dropped here, before any state knows of them, unless the project allows the branch.
    """

    def read_text(text: str, kind: str, context: str | None) -> Sequence[TextReading]:
        reading = reader.read(text, context=context, kind=kind)
        return [
            TextReading(
                tag.key,
                tag.stance,
                tag.owner,
                tag.strength,
                round(1000 * tag.confidence),
                tag.start,
                tag.end,
                reading.level,
            )
            for tag in reading.tags
            if tag.sensitive is None or tag.sensitive in allowed_branches
        ]

    return read_text
