"""What a step needs besides the store: scorers, catalogue, rules of identity, and the reader of texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from huaxiang.domain.categories import Levels
from huaxiang.domain.identities import Namespace
from huaxiang.domain.instants import Zone
from huaxiang.domain.profiles import IdentityRow, LinkRow
from huaxiang.domain.readings import TextReading
from huaxiang.folds.base import Count, Days, Fold, Latest, Replay
from huaxiang.tags.catalogue import Catalogue
from huaxiang.tags.permission import Allowance
from huaxiang.tags.scorer import Scorer, all_replays

__all__ = ["Kit", "ReadText", "Resolve"]

ReadText = Callable[[str, str, str | None], Sequence[TextReading]]
"""`(text, kind, context) -> readings`."""
Resolve = Callable[[Sequence[IdentityRow], Sequence[LinkRow], Sequence[Namespace]], Mapping[str, str]]
"""`(identities, links, namespaces) -> identity → person id` of one raw component."""


@dataclass(frozen=True, slots=True)
class Kit:
    """Everything that does not change from event to event, frozen per run.

    Attributes:
        run_id: The build whose models the scorers hold.
        folds: The declared folds.
        namespaces: Kinds of identity with their limits.
    """

    run_id: str
    zone: Zone
    folds: tuple[Fold, ...]
    scorers: tuple[Scorer, ...]
    catalogue: Catalogue
    allowances: tuple[Allowance, ...]
    namespaces: tuple[Namespace, ...]
    read_text: ReadText
    categorise: Callable[[Levels], Levels]
    resolve: Resolve

    @property
    def data_folds(self) -> tuple[Count | Latest | Days, ...]:
        """The folds that are data."""
        return tuple(fold for fold in self.folds if not isinstance(fold, Replay))

    @property
    def replays(self) -> tuple[Replay, ...]:
        """The declared replays and those of the scorers."""
        return all_replays(self.folds, self.scorers)
