"""DBSCAN on a sample: dense clouds of any number, the sparse rest goes to the nearest.

Source: Ester, Kriegel, Sander and Xu (1996), A density-based algorithm for discovering clusters.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import DBSCAN

from huaxiang.segments.algorithms.base import check_people
from huaxiang.segments.clouds import cloud_centres, knee_distance, sampled
from huaxiang.segments.features.base import Floats

__all__ = ["Dbscan"]


@dataclass(frozen=True, slots=True)
class Dbscan:
    """DBSCAN; all people are then handed to the nearest cloud's centre.

    Attributes:
        n_segments: Largest clouds that are kept at most.
        eps: Distance of neighbours; None takes the knee of the distances to the `n_neighbours`-th neighbour.
        n_neighbours: Neighbours within `eps` that make a person the core of a cloud.
        n_sample: People of the fit at most.
    """

    n_segments: int
    eps: float | None = None
    n_neighbours: int = 10
    n_sample: int = 10_000

    def fit(self, matrix: Floats, *, rng: np.random.Generator) -> Floats:
        """Centres, sorted by their coordinates, shape (at most n_segments, n_features)."""
        check_people(matrix, self.n_segments)
        rows = sampled(matrix, self.n_sample, rng)
        n_neighbours = min(self.n_neighbours, rows.shape[0])
        eps = knee_distance(rows, n_neighbours) if self.eps is None else self.eps
        labels = DBSCAN(eps=eps, min_samples=n_neighbours).fit_predict(rows)
        return cloud_centres(rows, labels.astype(np.int64), self.n_segments)
