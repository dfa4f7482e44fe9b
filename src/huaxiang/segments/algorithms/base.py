"""The contract of a segmenter, and the checks that all share."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from huaxiang.domain.errors import BadInput
from huaxiang.segments.features.base import Floats

__all__ = ["Algorithm", "check_people"]


class Algorithm(Protocol):
    """A segmenter: its parameters are frozen when it is made, `n_segments` is the first of them."""

    def __init__(self, n_segments: int) -> None:
        """A segmenter for that number of segments."""

    def fit(self, matrix: Floats, *, rng: np.random.Generator) -> Floats:
        """Centres, sorted by their coordinates, shape (at most n_segments, n_features).

        Args:
            matrix: Places 0..1, shape (n_people, n_features), no nan; in an order that does not depend on the
                input's (the stage sorts by hash of person).
            rng: The only randomness.

        Returns:
            Fewer centres than asked for only when there are fewer distinct rows.

        Raises:
            BadInput: There are fewer people than segments.
        """


def check_people(matrix: Floats, n_segments: int) -> None:
    """Raises BadInput when there are fewer people than segments."""
    if matrix.shape[0] < n_segments:
        raise BadInput(f"{matrix.shape[0]} people cannot make {n_segments} segments: ask for fewer segments")
