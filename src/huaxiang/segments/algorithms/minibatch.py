"""k-means on small random batches, for samples too large for whole rounds.

Source: Sculley (2010), Web-scale k-means clustering.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.segments.algorithms.base import check_people
from huaxiang.segments.algorithms.kmeans import KMeans, in_order, move_centres
from huaxiang.segments.distances import nearest_centre
from huaxiang.segments.features.base import Floats

__all__ = ["MiniBatch"]


@dataclass(frozen=True, slots=True)
class MiniBatch:
    """Mini-batch k-means.

    Attributes:
        n_segments: Number of centres.
        n_batches: Batches drawn.
        n_rows: Rows of a batch.
        n_whole: Whole rounds at the end, which take the noise of the last batches out.
    """

    n_segments: int
    n_batches: int = 60
    n_rows: int = 2048
    n_whole: int = 10

    def fit(self, matrix: Floats, *, rng: np.random.Generator) -> Floats:
        """Centres, sorted by their coordinates, shape (at most n_segments, n_features)."""
        check_people(matrix, self.n_segments)
        n_start = min(matrix.shape[0], max(2 * self.n_rows, self.n_segments))
        start = matrix[np.sort(rng.choice(matrix.shape[0], n_start, replace=False))]
        centres = KMeans(self.n_segments, n_rounds=0).fit(start, rng=rng)
        seen = np.zeros(centres.shape[0])
        for _ in range(self.n_batches):
            batch = matrix[rng.integers(matrix.shape[0], size=self.n_rows)]
            labels = nearest_centre(batch, centres)
            counts = np.bincount(labels, minlength=centres.shape[0])
            seen += counts
            rate = (counts / np.maximum(seen, 1.0))[:, None]
            centres += rate * (move_centres(batch, labels, centres) - centres)
        for _ in range(self.n_whole):
            centres = move_centres(matrix, nearest_centre(matrix, centres), centres)
        return in_order(centres)
