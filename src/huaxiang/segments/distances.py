"""Distances of people to centres: row-independent, features added one after the other in a fixed order."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.features.base import Floats

__all__ = ["distances", "nearest_centre", "projected"]


def distances(matrix: Floats, centres: Floats) -> Floats:
    """Root mean square distance of each person to each centre.

    Args:
        matrix: Places 0..1, shape (n_people, n_features).
        centres: Shape (n_segments, n_features).

    Returns:
        Distances 0..1, shape (n_people, n_segments); a row is the same alone and in any batch, bit for bit.
    """
    n_people, n_features = matrix.shape
    found = np.empty((n_people, centres.shape[0]))
    columns = np.ascontiguousarray(matrix.T)
    for segment in range(centres.shape[0]):
        total = np.zeros(n_people)
        for feature in range(n_features):
            step = columns[feature] - centres[segment, feature]
            total += step * step
        found[:, segment] = np.sqrt(total / max(n_features, 1))
    return found


def projected(steps: Floats, axes: Floats) -> Floats:
    """Where people lie along axes: shape (n_people, n_axes), a row the same alone and in any batch, bit for bit.

    Args:
        steps: Shape (n_people, n_features).
        axes: Shape (n_features, n_axes).
    """
    columns = np.ascontiguousarray(steps.T)
    found = np.empty((steps.shape[0], axes.shape[1]))
    for axis in range(axes.shape[1]):
        total = np.zeros(steps.shape[0])
        for feature in range(axes.shape[0]):
            total += columns[feature] * axes[feature, axis]
        found[:, axis] = total
    return found


def nearest_centre(matrix: Floats, centres: Floats) -> Ints:
    """Index of the nearest centre for a fit, shape (n_people,); by matrix product, so not for scoring."""
    half_norms = (centres * centres).sum(axis=1) / 2.0
    found: Ints = np.argmax(matrix @ centres.T - half_norms, axis=1).astype(np.int64)
    return found
