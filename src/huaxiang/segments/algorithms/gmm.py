"""Gaussian mixture with diagonal covariances: segments of different width.

Source: Dempster, Laird and Rubin (1977), Maximum likelihood from incomplete data via the EM algorithm.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.mixture import GaussianMixture

from huaxiang.segments.algorithms.base import check_people
from huaxiang.segments.algorithms.kmeans import KMeans
from huaxiang.segments.clouds import cloud_centres, sampled
from huaxiang.segments.features.base import Floats

__all__ = ["Gmm"]


@dataclass(frozen=True, slots=True)
class Gmm:
    """Gaussian mixture from k-means centres; a segment's centre is the mean of the people most likely in it.

    Attributes:
        n_segments: Number of components.
        n_rounds: Rounds of EM at most.
        least_variance: Added to every variance.
        n_sample: People of the fit at most.
    """

    n_segments: int
    n_rounds: int = 60
    least_variance: float = 1e-4
    n_sample: int = 20_000

    def fit(self, matrix: Floats, *, rng: np.random.Generator) -> Floats:
        """Centres, sorted by their coordinates, shape (at most n_segments, n_features)."""
        check_people(matrix, self.n_segments)
        rows = sampled(matrix, self.n_sample, rng)
        start = KMeans(self.n_segments, n_rounds=20).fit(rows, rng=rng)
        model = GaussianMixture(
            start.shape[0],
            covariance_type="diag",
            reg_covar=self.least_variance,
            max_iter=self.n_rounds,
            means_init=start,
            random_state=int(rng.integers(2**31)),
        )
        with warnings.catch_warnings():
            # a start from k-means that moves on after 60 rounds is good enough to name people
            warnings.simplefilter("ignore", ConvergenceWarning)
            labels = model.fit_predict(rows).astype(np.int64)
        return cloud_centres(rows, labels, self.n_segments)
