"""Texts as the folds take them: readings of a person's own text, without what may not be computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from huaxiang.domain.readings import TextReading
from huaxiang.interests.reader import Reader

__all__ = ["text_reader"]


def text_reader(
    reader: Reader, *, allowed_branches: frozenset[str], dropped: Counter[str] | None = None
) -> Callable[[str, str, str | None], Sequence[TextReading]]:
    """A function `(text, kind, context) -> readings`.

    Sensitive readings are dropped here, before any state knows of them, unless the project allows the branch.

    Args:
        dropped: Counts them by branch.
    """

    def is_read(branch: str | None) -> bool:
        return branch is None or branch in allowed_branches

    def read_text(text: str, kind: str, context: str | None) -> Sequence[TextReading]:
        reading = reader.read(text, context=context, kind=kind)
        if dropped is not None:
            dropped.update(tag.sensitive for tag in reading.tags if tag.sensitive and not is_read(tag.sensitive))
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
            if is_read(tag.sensitive)
        ]

    return read_text
