"""Centres of a sample of people: an algorithm's answer, then small segments dissolved and near ones merged."""

from __future__ import annotations

import numpy as np

from huaxiang.domain.errors import BadInput
from huaxiang.domain.ids import person_number
from huaxiang.folds.people import Ints
from huaxiang.segments.algorithms.kmeans import in_order, move_centres
from huaxiang.segments.declared import make_algorithm
from huaxiang.segments.distances import nearest_centre
from huaxiang.segments.features.base import Floats
from huaxiang.segments.settings import SegmentSettings

__all__ = ["fit_centres", "polish", "sample_by_hash", "tidy"]


def sample_by_hash(person_ids: list[str], n: int) -> Ints:
    """Indices of the `n` people with the smallest hash, in hash order: whatever the order of the rows."""
    numbers = np.array([person_number(person) for person in person_ids], dtype=np.uint64)
    return np.argsort(numbers, kind="stable")[:n].astype(np.int64)


def fit_centres(matrix: Floats, n_segments: int, *, settings: SegmentSettings, rng: np.random.Generator) -> Floats:
    """Centres of one fit, tidied, shape (at most n_segments, n_features).

    Args:
        matrix: Weighted places, shape (n_people, n_features), in an order that does not depend on the input's.
        n_segments: Asked of the algorithm.
        settings: Its algorithm, min_share and distance_threshold.
        rng: The only randomness.

    Raises:
        BadInput: There are fewer people than segments, or none.
    """
    if not matrix.shape[0]:
        raise BadInput("there are no people to segment")
    centres = make_algorithm(settings.algorithm, n_segments, eps=settings.eps).fit(matrix, rng=rng)
    return tidy(matrix, centres, settings=settings)


def polish(matrix: Floats, centres: Floats, *, n_rounds: int) -> Floats:
    """Centres after some rounds of k-means on all rows."""
    for _ in range(n_rounds):
        centres = move_centres(matrix, nearest_centre(matrix, centres), centres)
    return centres


def tidy(matrix: Floats, centres: Floats, *, settings: SegmentSettings) -> Floats:
    """Centres without those nearer than `distance_threshold` and without those under `min_share`."""
    merged = _merge_near(matrix, centres, settings.distance_threshold)
    while merged.shape[0] > 1:
        counts = np.bincount(nearest_centre(matrix, merged), minlength=merged.shape[0])
        smallest = int(np.argmin(counts))
        if counts[smallest] >= settings.min_share * matrix.shape[0] and counts[smallest] > 0:
            break
        merged = polish(matrix, np.delete(merged, smallest, axis=0), n_rounds=5)
    return in_order(merged)


def _merge_near(matrix: Floats, centres: Floats, threshold: float) -> Floats:
    while centres.shape[0] > 1 and threshold > 0.0:
        steps = centres[:, None, :] - centres[None, :, :]
        apart = np.sqrt((steps * steps).mean(axis=2))
        apart[np.diag_indices_from(apart)] = np.inf
        a, b = np.unravel_index(int(np.argmin(apart)), apart.shape)
        if apart[a, b] >= threshold:
            break
        counts = np.maximum(np.bincount(nearest_centre(matrix, centres), minlength=centres.shape[0]), 1)
        joined = (centres[a] * counts[a] + centres[b] * counts[b]) / (counts[a] + counts[b])
        centres = np.vstack([np.delete(centres, [a, b], axis=0), joined])
    return centres
