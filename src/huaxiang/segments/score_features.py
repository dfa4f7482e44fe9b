"""Features of a batch of people: the scorer that stands before the segments."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from huaxiang.domain.errors import UnknownName
from huaxiang.domain.tags import TagDefinition
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import People
from huaxiang.segments.declared import declared_features
from huaxiang.segments.features.base import Feature
from huaxiang.tags.scorer import Scored

__all__ = ["FeatureScorer"]


class FeatureScorer:
    """Gives `Scored.features` for its features; proposes no tags."""

    name = "features"

    def __init__(
        self,
        features: Sequence[Feature] | None = None,
        *,
        figures: Mapping[str, Mapping[str, int]] | None = None,
    ) -> None:
        """A scorer of the given features, or of all declared ones, with the shop's frozen figures.

        Raises:
            UnknownName: A feature needs a fold that nobody declared.
        """
        self.features = declared_features() if features is None else tuple(features)
        self.figures = figures or {}
        known = {fold.name: fold for fold in declared_folds()}
        needed = sorted({name for feature in self.features for name in feature.needs})
        for name in needed:
            if name not in known:
                raise UnknownName("fold", name, known)
        self.replays: tuple[Replay, ...] = tuple(
            fold for fold in (known[name] for name in needed) if isinstance(fold, Replay)
        )

    def definitions(self) -> Sequence[TagDefinition]:
        """None: features are numbers, not tags."""
        return ()

    def score(self, people: People, so_far: Scored) -> Scored:  # noqa: ARG002
        """Each feature's values, shape (n_people,), nan where not known."""
        bound = dataclasses.replace(people, figures=self.figures)
        return Scored(features={feature.name: feature.compute(bound) for feature in self.features})
