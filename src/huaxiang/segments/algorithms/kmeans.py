"""k-means with greedy k-means++ starts.

Source: Arthur and Vassilvitskii (2007), k-means++: the advantages of careful seeding; Lloyd (1982).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.algorithms.base import check_people
from huaxiang.segments.distances import nearest_centre
from huaxiang.segments.features.base import Floats

__all__ = ["KMeans", "in_order", "move_centres", "spread_centres"]

_DIGITS = 9


def spread_centres(matrix: Floats, n: int, rng: np.random.Generator) -> Floats:
    """Starting centres by greedy k-means++, shape (at most n, n_features); fewer when rows coincide."""
    chosen = [int(rng.integers(matrix.shape[0]))]
    nearest = _squares(matrix, matrix[chosen[0]])
    n_tries = 2 + int(math.log(n))
    while len(chosen) < n:
        mass = np.cumsum(nearest)
        if mass[-1] <= 0.0:
            break
        tries = np.searchsorted(mass, rng.random(n_tries) * mass[-1], side="right").clip(0, matrix.shape[0] - 1)
        options = [np.minimum(nearest, _squares(matrix, matrix[at])) for at in tries]
        best = int(np.argmin([option.sum() for option in options]))
        chosen.append(int(tries[best]))
        nearest = options[best]
    return matrix[chosen]


def _squares(matrix: Floats, centre: Floats) -> Floats:
    step = matrix - centre
    found: Floats = np.einsum("ij,ij->i", step, step)
    return found


def move_centres(matrix: Floats, labels: Ints, centres: Floats) -> Floats:
    """Mean of each centre's people; a centre without people stays where it is."""
    counts = np.bincount(labels, minlength=centres.shape[0])
    is_of = np.zeros((centres.shape[0], matrix.shape[0]))
    is_of[labels, np.arange(matrix.shape[0])] = 1.0
    moved = is_of @ matrix
    return np.where(counts[:, None] > 0, moved / np.maximum(counts, 1)[:, None], centres)


def in_order(centres: Floats) -> Floats:
    """Centres rounded to nine digits and sorted by their coordinates."""
    rounded = np.round(centres, _DIGITS)
    return rounded[np.lexsort(rounded.T[::-1])] if rounded.size else rounded


@dataclass(frozen=True, slots=True)
class KMeans:
    """k-means of the best of several starts.

    Attributes:
        n_segments: Number of centres.
        n_starts: Starts that run `n_first` rounds; the best one runs on.
        n_first: Rounds of each start.
        n_rounds: Rounds of the best start at most.
        tolerance: It ends when no coordinate moves more than this.
    """

    n_segments: int
    n_starts: int = 4
    n_first: int = 6
    n_rounds: int = 100
    tolerance: float = 1e-4

    def fit(self, matrix: Floats, *, rng: np.random.Generator) -> Floats:
        """Centres, sorted by their coordinates, shape (at most n_segments, n_features)."""
        check_people(matrix, self.n_segments)
        best, least = np.empty((0, matrix.shape[1])), math.inf
        for _ in range(self.n_starts):
            centres = self._run(matrix, spread_centres(matrix, self.n_segments, rng), self.n_first)
            step = matrix - centres[nearest_centre(matrix, centres)]
            cost = float(np.einsum("ij,ij->", step, step))
            if cost < least:
                best, least = centres, cost
        return in_order(self._run(matrix, best, self.n_rounds))

    def _run(self, matrix: Floats, centres: Floats, n_rounds: int) -> Floats:
        for _ in range(n_rounds):
            moved = move_centres(matrix, nearest_centre(matrix, centres), centres)
            is_still = bool((np.abs(moved - centres) <= self.tolerance).all())
            centres = moved
            if is_still:
                break
        return centres
