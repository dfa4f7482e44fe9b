"""What density segmenters share: the usual distance of neighbours, and centres of the clouds they found."""

from __future__ import annotations

import numpy as np
from sklearn.neighbors import NearestNeighbors

from huaxiang.folds.people import Ints
from huaxiang.segments.algorithms.kmeans import in_order
from huaxiang.segments.features.base import Floats

__all__ = ["cloud_centres", "knee_distance", "sampled"]


def sampled(matrix: Floats, n: int, rng: np.random.Generator) -> Floats:
    """At most `n` rows, in their order."""
    if matrix.shape[0] <= n:
        return matrix
    found: Floats = matrix[np.sort(rng.choice(matrix.shape[0], n, replace=False))]
    return found


def knee_distance(matrix: Floats, n_neighbours: int) -> float:
    """Distance at the knee of the sorted distances to the k-th neighbour: the point furthest under the chord.

    Source:
        Ester et al. (1996), section 4.2; the knee as Satopää et al. (2011), Finding a "Kneedle" in a haystack.
    """
    k = min(n_neighbours, matrix.shape[0] - 1)
    apart = np.sort(NearestNeighbors(n_neighbors=k + 1).fit(matrix).kneighbors(matrix)[0][:, -1])
    span = apart[-1] - apart[0]
    if span <= 0.0:
        return max(float(apart[-1]), 1e-9)
    below = np.linspace(0.0, 1.0, apart.size) - (apart - apart[0]) / span
    return max(float(apart[int(np.argmax(below))]), 1e-9)


def cloud_centres(matrix: Floats, labels: Ints, n_most: int) -> Floats:
    """Means of the largest clouds, sorted by their coordinates; the mean of all where every row is noise.

    Args:
        matrix: Rows that were labelled.
        labels: Cloud of each row, −1 for noise.
        n_most: Clouds at most.
    """
    counts = np.bincount(labels[labels >= 0])
    if not counts.size:
        return in_order(matrix.mean(axis=0, keepdims=True))
    largest = [cloud for cloud in np.argsort(-counts, kind="stable").tolist() if counts[cloud]][:n_most]
    return in_order(np.stack([matrix[labels == cloud].mean(axis=0) for cloud in largest]))
