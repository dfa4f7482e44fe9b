"""Axes along which people fall into clouds: those of greatest spread, stretched where clouds are narrow.

Distances over many features count every one alike and blur clouds that differ in a few habits at once. The first
principal components keep what features have in common; dividing by the spread inside clouds then makes distances those
of the linear discriminant. Where people are a continuum this only sharpens noise, so the axes are taken only where the
clouds are clearer than in people without clouds that have the same features and correlations.

Source: Bishop (2006), Pattern Recognition and Machine Learning, 4.1.4 and 12.1; Ding and Li (2007), Adaptive dimension
reduction using discriminant analysis and k-means clustering, for taking turns; Tibshirani, Walther and Hastie (2001),
Estimating the number of clusters via the gap statistic, for the comparison with people without clouds.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.algorithms.kmeans import KMeans, move_centres
from huaxiang.segments.distances import distances, nearest_centre
from huaxiang.segments.features.base import Floats
from huaxiang.segments.membership import nearest

__all__ = ["Axes", "find_axes"]

_N_PEOPLE = 20_000
_N_COMPARED = 6_000
_LEAST_PEOPLE = 200
_CLEARER = 1.5
"""Times the clearness of people without clouds from which on there are clouds."""
_N_ROUNDS = 10
_STILL = 0.001
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Axes:
    """Axes of a fit.

    Attributes:
        weights: Weight of each feature on each axis, shape (n_features, n_axes); no axes where there are no clouds.
        clearness: Mean of (d2 − d1) ÷ d2 along the axes, 0..1.
        without_clouds: The same of people without clouds that have the same features and correlations.
    """

    weights: Floats
    clearness: float = 0.0
    without_clouds: float = 0.0


def find_axes(steps: Floats, *, n_axes: int, spread: float, rng: np.random.Generator) -> Axes:
    """Axes of the people of a fit; none where they are too few or no clouds are to be seen.

    Args:
        steps: Shape (n_people, n_features), in an order that does not depend on the input's.
        n_axes: Axes and clouds at most: as many as there may be segments.
        spread: Root mean square of a coordinate that the axes are brought to.
        rng: The only randomness.
    """
    n_people, n_features = steps.shape
    nothing = np.empty((n_features, 0))
    n_axes = min(n_axes, n_features)
    if n_axes < 2 or n_people < max(_LEAST_PEOPLE, 10 * n_axes):
        return Axes(nothing)
    compared = steps[:_N_COMPARED]
    clearness = _clearness(compared, n_axes, rng)
    without = _clearness(_without_clouds(compared, rng), n_axes, rng)
    if clearness < _CLEARER * without:
        return Axes(nothing, clearness, without)
    weights, _ = _sharpened(steps[:_N_PEOPLE], n_axes, rng)
    scale = spread / float(np.sqrt(((steps[:_N_PEOPLE] - steps[:_N_PEOPLE].mean(axis=0)) @ weights).var(axis=0).mean()))
    return Axes(np.round(weights * scale, _DIGITS), clearness, without)


def _sharpened(steps: Floats, n_axes: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """(axes, centres along them): components, then clouds and the spread inside them by turns."""
    components = _components(steps, n_axes)
    plain = steps @ components
    centres = KMeans(n_axes).fit(plain, rng=rng)
    labels, axes = nearest_centre(plain, centres), components
    for _ in range(_N_ROUNDS):
        axes = components @ _whitening(plain, labels, n_axes)
        along = steps @ axes
        centres = move_centres(along, labels, np.zeros((n_axes, n_axes)))
        for _ in range(_N_ROUNDS):
            centres = move_centres(along, nearest_centre(along, centres), centres)
        moved = nearest_centre(along, centres)
        has_moved, labels = float((moved != labels).mean()), moved
        if has_moved < _STILL:
            break
    return axes, centres


def _components(steps: Floats, n_axes: int) -> Floats:
    """First principal components, their signs fixed."""
    vectors = np.linalg.eigh(np.cov(steps.T))[1][:, ::-1][:, :n_axes]
    largest = np.abs(vectors).argmax(axis=0)
    found: Floats = vectors * np.sign(vectors[largest, np.arange(vectors.shape[1])])
    return found


def _whitening(plain: Floats, labels: Ints, n_clouds: int) -> Floats:
    """Makes the spread inside clouds one in every direction."""
    centres = move_centres(plain, labels, np.zeros((n_clouds, plain.shape[1])))
    inside = plain - centres[labels]
    spread = inside.T @ inside / plain.shape[0]
    spread += 1e-6 * max(float(np.trace(spread)), 1e-12) * np.eye(plain.shape[1])
    found: Floats = np.linalg.cholesky(np.linalg.inv(spread))
    return found


def _clearness(steps: Floats, n_axes: int, rng: np.random.Generator) -> float:
    axes, centres = _sharpened(steps, n_axes, rng)
    return float(nearest(distances(steps @ axes, centres))[2].mean())


def _without_clouds(steps: Floats, rng: np.random.Generator) -> Floats:
    """Normal people with the correlations of these, each feature then given the values that it has."""
    spread = np.cov(steps.T)
    normal = rng.multivariate_normal(np.zeros(steps.shape[1]), spread, size=steps.shape[0], method="eigh")
    ranks = normal.argsort(axis=0, kind="stable").argsort(axis=0, kind="stable")
    found: Floats = np.take_along_axis(np.sort(steps, axis=0), ranks, axis=0)
    return found
