"""The contract of a scorer: what a stage says of a batch of people, the same for build and live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
import numpy.typing as npt

from huaxiang.domain.tags import Proposal, TagDefinition
from huaxiang.folds.base import Fold, Replay
from huaxiang.folds.people import Ints, People

__all__ = ["NEVER", "Floats", "Membership", "Scored", "Scorer", "all_replays"]

Floats = npt.NDArray[np.float64]
NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Membership:
    """Probability (0..1000) of a person, by index in the batch, in a segment."""

    person: int
    segment_id: str
    probability_milli: int


@dataclass(frozen=True, slots=True)
class Scored:
    """What scorers said so far of a batch of people.

    Attributes:
        proposals: Tags proposed, in no particular order, at most one for each person and tag.
        features: By name, shape (n_people,), nan where not known.
        memberships: Segments of people.
        next_due: Earliest instant after as_of at which the answer may differ without a new event, µs, shape
            (n_people,), `NEVER` where there is none. The end of the UTC day and of the local day are always due.
        suppressed: Number of tags not computed, by reason.
    """

    proposals: Sequence[Proposal] = ()
    features: Mapping[str, Floats] = field(default_factory=dict)
    memberships: Sequence[Membership] = ()
    next_due: Ints | None = None
    suppressed: Mapping[str, int] = field(default_factory=dict)


class Scorer(Protocol):
    """One stage's pure, row-independent scoring; its models are bound when it is made.

    A person's proposals are the same alone and in any batch, bit for bit (the contract suite asks).
    """

    name: str
    replays: tuple[Replay, ...]

    def definitions(self) -> Sequence[TagDefinition]:
        """Definitions of the tags that it may propose and that are known beforehand."""

    def score(self, people: People, so_far: Scored) -> Scored:
        """What it says of the people; `so_far` holds what the scorers before it said."""


def all_replays(folds: Sequence[Fold], scorers: Sequence[Scorer]) -> tuple[Replay, ...]:
    """Declared replays and those of the scorers, one of each name."""
    declared = [fold for fold in folds if isinstance(fold, Replay)]
    wanted = [*declared, *(replay for scorer in scorers for replay in scorer.replays)]
    return tuple({replay.name: replay for replay in wanted}.values())
