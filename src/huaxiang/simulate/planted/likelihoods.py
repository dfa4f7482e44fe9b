"""Logarithms of the probabilities of counts whose rates and shares differ between people."""

from __future__ import annotations

import numpy as np

__all__ = ["log_beta_binomial", "log_dirichlet_multinomial", "log_mean_of_normals", "log_negative_binomial"]


def log_negative_binomial(counts: np.ndarray, mean: np.ndarray | float, shape: float) -> np.ndarray:
    """Log probability of Poisson counts whose rate is gamma distributed between people.

    Args:
        counts: Non-negative integers, shape (n_people,).
        mean: Expected counts, at least 0; where it is 0 nothing but 0 can come.
        shape: Shape of the gamma distribution, above 0; its mean is `mean`.

    >>> np.exp(log_negative_binomial(np.arange(3), 1.0, 1.0)).round(6)
    array([0.5  , 0.25 , 0.125])
    """
    expected = np.broadcast_to(np.asarray(mean, dtype=float), counts.shape)
    share = expected / (expected + shape)
    tail = counts * np.log(share, out=np.zeros_like(share), where=counts > 0)
    kinds = _log_rising(shape, counts) - _log_rising(1.0, counts)
    return np.asarray(kinds + shape * np.log1p(-share) + tail)


def log_dirichlet_multinomial(counts: np.ndarray, alpha: np.ndarray) -> np.ndarray:
    """Log probability of how each person's things fall into kinds, given how many things there are.

    Args:
        counts: Non-negative integers, shape (n_people, n_kinds).
        alpha: Pseudo-counts of the Dirichlet distribution between people, above 0, shape (n_kinds,).

    >>> np.exp(log_dirichlet_multinomial(np.array([[2, 0], [1, 1]]), np.array([1.0, 1.0]))).round(6)
    array([0.333333, 0.333333])
    """
    total = counts.sum(axis=1)
    answer: np.ndarray = _log_rising(1.0, total) - _log_rising(float(alpha.sum()), total)
    for kind, weight in enumerate(alpha.tolist()):
        answer += _log_rising(weight, counts[:, kind]) - _log_rising(1.0, counts[:, kind])
    return answer


def log_beta_binomial(hits: np.ndarray, trials: np.ndarray, alpha: tuple[float, float]) -> np.ndarray:
    """Log probability of hits among trials; `alpha` are the pseudo-counts of hits and of misses between people.

    >>> np.exp(log_beta_binomial(np.array([0, 1, 2]), np.array([2, 2, 2]), (1.0, 1.0))).round(6)
    array([0.333333, 0.333333, 0.333333])
    """
    return log_dirichlet_multinomial(np.stack([hits, trials - hits], axis=1), np.array(alpha))


def log_mean_of_normals(mean: np.ndarray, n: np.ndarray, *, centre: float, between: float, within: float) -> np.ndarray:
    """Log density of the mean of a person's n normal values; 0 where n is 0.

    Args:
        mean: Means of the values, shape (n_people,); ignored where n is 0.
        n: How many values each mean has.
        centre: Expected value of all people.
        between: Standard deviation of people's own expected values.
        within: Standard deviation of a person's values around the own expected value.
    """
    variance = between**2 + within**2 / np.maximum(n, 1)
    density = -0.5 * (np.log(2 * np.pi * variance) + (mean - centre) ** 2 / variance)
    return np.where(n > 0, density, 0.0)


def _log_rising(start: float, counts: np.ndarray) -> np.ndarray:
    """Log of start · (start + 1) ⋯ (start + counts - 1), exact for integers, by table."""
    steps = np.log(start + np.arange(int(counts.max(initial=0))))
    return np.asarray(np.concatenate([[0.0], np.cumsum(steps)])[counts])
