"""HDBSCAN on a sample: clouds of different density, the sparse rest goes to the nearest.

Source: Campello, Moulavi and Sander (2013), Density-based clustering based on hierarchical density estimates.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from sklearn.cluster import HDBSCAN

from huaxiang.segments.algorithms.base import check_people
from huaxiang.segments.clouds import cloud_centres, sampled
from huaxiang.segments.features.base import Floats

__all__ = ["Hdbscan"]


@dataclass(frozen=True, slots=True)
class Hdbscan:
    """HDBSCAN; all people are then handed to the nearest cloud's centre.

    Attributes:
        n_segments: Largest clouds that are kept at most.
        eps: Clouds nearer than this are one; None for 0.
        least_share: Share of the sample that makes a cloud.
        n_sample: People of the fit at most.
    """

    n_segments: int
    eps: float | None = None
    least_share: float = 0.02
    n_sample: int = 10_000

    def fit(self, matrix: Floats, *, rng: np.random.Generator) -> Floats:
        """Centres, sorted by their coordinates, shape (at most n_segments, n_features)."""
        check_people(matrix, self.n_segments)
        rows = sampled(matrix, self.n_sample, rng)
        least = max(2, round(self.least_share * rows.shape[0]))
        model = HDBSCAN(min_cluster_size=least, cluster_selection_epsilon=self.eps or 0.0, copy=True)
        return cloud_centres(rows, model.fit_predict(rows).astype(np.int64), self.n_segments)
