"""Texts as the folds take them: readings of a person's own text, without what may not be computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from huaxiang.domain.readings import TextReading
from huaxiang.interests.definitions import PREFIX, branch_of
from huaxiang.interests.reader import Reader
from huaxiang.interests.readings import Tag

__all__ = ["text_reader"]


def text_reader(
    reader: Reader, *, allowed_branches: frozenset[str], dropped: Counter[str] | None = None
) -> Callable[[str, str, str | None], Sequence[TextReading]]:
    """A function `(text, kind, context) -> readings`.

    Sensitive readings are dropped here, before any state knows of them, unless the project allows the branch. What a
    sensitive sentence says of a plain category (a mask for after surgery) is dropped whatever is allowed: nothing
    in its key would ask for the person's consent later.

    Args:
        dropped: Counts them by branch.
    """

    def is_read(tag: Tag) -> bool:
        if tag.sensitive is None:
            return True
        own = branch_of(reader.taxonomy, tag.key.removeprefix(PREFIX))
        return tag.sensitive == own and own in allowed_branches

    def read_text(text: str, kind: str, context: str | None) -> Sequence[TextReading]:
        reading = reader.read(text, context=context, kind=kind)
        if dropped is not None:
            dropped.update(tag.sensitive for tag in reading.tags if tag.sensitive and not is_read(tag))
        return [
            TextReading(
                tag.key,
                tag.stance,
                tag.owner,
                tag.strength,
                round(1000 * tag.confidence),
                tag.start,
                tag.end,
                tag.level,
            )
            for tag in reading.tags
            if is_read(tag)
        ]

    return read_text
