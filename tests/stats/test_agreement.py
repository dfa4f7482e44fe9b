from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from huaxiang.stats.agreement import adjusted_rand, contingency


def test_it_agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(3)
    for _ in range(5):
        a, b = rng.integers(4, size=200), rng.integers(6, size=200)
        b[:100] = a[:100]
        assert adjusted_rand(a, b) == pytest.approx(adjusted_rand_score(a, b))


def test_names_of_the_parts_do_not_matter() -> None:
    a = np.array([0, 0, 1, 1, 2])
    assert adjusted_rand(a, np.array([2, 2, 0, 0, 1])) == 1.0


def test_contingency_counts_pairs() -> None:
    assert contingency(np.array([0, 0, 1]), np.array([1, 1, 0])).tolist() == [[0, 2], [1, 0]]
