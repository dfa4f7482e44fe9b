"""How far two partitions of the same things agree."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

__all__ = ["adjusted_rand", "contingency"]

Labels = npt.NDArray[np.int64]


def contingency(a: Labels, b: Labels) -> npt.NDArray[np.int64]:
    """Counts of each pair of labels, shape (max a + 1, max b + 1); labels count from 0."""
    n_a, n_b = int(a.max(initial=-1)) + 1, int(b.max(initial=-1)) + 1
    return np.bincount(a * n_b + b, minlength=n_a * n_b).astype(np.int64).reshape(n_a, n_b)


def adjusted_rand(a: Labels, b: Labels) -> float:
    """Adjusted Rand index of two partitions: 1 when equal, about 0 when independent.

    Args:
        a: Labels 0, 1, … of n things.
        b: Labels of the same things.

    Source:
        Hubert and Arabie (1985), Comparing partitions.

    >>> adjusted_rand(np.array([0, 0, 1, 1]), np.array([1, 1, 0, 0]))
    1.0
    """
    table = contingency(a, b)
    pairs = float(_pairs(np.array([a.size])).sum())
    together = float(_pairs(table).sum())
    in_a, in_b = float(_pairs(table.sum(axis=1)).sum()), float(_pairs(table.sum(axis=0)).sum())
    by_chance = in_a * in_b / pairs if pairs else 0.0
    most = (in_a + in_b) / 2.0
    return 1.0 if most == by_chance else (together - by_chance) / (most - by_chance)


def _pairs(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    return counts * (counts - 1) // 2
