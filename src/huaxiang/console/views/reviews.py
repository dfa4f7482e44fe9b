"""What waits for a person's word: new words and products that the reader would like to hang into the tree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from huaxiang.console.views.interest_places import Places

__all__ = ["ReviewLine", "ReviewQueue", "ReviewRow", "review_queue"]

_MOST_EXAMPLES = 3
_MOST_LINES = 50


class ReviewRow(Protocol):
    """One proposal, as whoever keeps the queue gives it."""

    @property
    def id(self) -> str:
        """Its id, by which it is accepted or refused."""

    @property
    def kind(self) -> Literal["synonym", "product"]:
        """Another word for a category, or a product to be put into one."""

    @property
    def term(self) -> str:
        """The word or the title."""

    @property
    def path(self) -> str:
        """Suggested category, slugs from the top with dots between."""

    @property
    def reason(self) -> str:
        """Why it is suggested, as a sentence."""

    @property
    def n_texts(self) -> int:
        """Texts that it stands in."""

    @property
    def examples(self) -> Sequence[str]:
        """Some of them, masked."""


@dataclass(frozen=True, slots=True)
class ReviewLine:
    """One proposal as it is shown.

    Attributes:
        category: Names from the top in the reader's language; "" where the path names no category.
        is_withheld: The category lies on a sensitive branch: the term and its texts are not shown.
        examples: At most three.
    """

    id: str
    kind: str
    term: str
    category: str
    reason: str
    n_texts: int
    examples: tuple[str, ...]
    is_withheld: bool = False


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """What waits.

    Attributes:
        lines: Those of most texts first, at most fifty.
        total: How many wait.
    """

    lines: tuple[ReviewLine, ...]
    total: int


def review_queue(rows: Iterable[ReviewRow], places: Places) -> ReviewQueue:
    """The proposals as they are shown, those of most texts first."""
    ordered = sorted(rows, key=lambda row: (-row.n_texts, row.term, row.id))
    return ReviewQueue(tuple(_line(row, places) for row in ordered[:_MOST_LINES]), len(ordered))


def _line(row: ReviewRow, places: Places) -> ReviewLine:
    category = " / ".join(places.names(row.path)) if places.is_known(row.path) else ""
    if places.branch(row.path) is not None:
        return ReviewLine(row.id, row.kind, "", category, "", row.n_texts, (), is_withheld=True)
    examples = tuple(row.examples[:_MOST_EXAMPLES])
    return ReviewLine(row.id, row.kind, row.term, category, row.reason, row.n_texts, examples)
