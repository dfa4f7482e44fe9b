from __future__ import annotations

import numpy as np
import pytest

from huaxiang.segments.distances import distances, nearest_centre


def test_distance_is_the_root_mean_square_over_features() -> None:
    found = distances(np.array([[0.0, 0.0]]), np.array([[1.0, 1.0], [0.6, 0.8]]))
    assert found[0].tolist() == [1.0, pytest.approx(np.sqrt(0.5))]


def test_a_row_alone_is_bit_equal_to_the_same_row_in_a_batch() -> None:
    rng = np.random.default_rng(0)
    matrix, centres = rng.random((1_003, 17)), rng.random((7, 17))
    whole = distances(matrix, centres)
    for at in (0, 1, 500, 1_001, 1_002):
        assert whole[at].tobytes() == distances(matrix[at : at + 1], centres)[0].tobytes()


def test_nearest_centre_agrees_with_the_distances() -> None:
    rng = np.random.default_rng(1)
    matrix, centres = rng.random((500, 5)), rng.random((4, 5))
    assert (nearest_centre(matrix, centres) == distances(matrix, centres).argmin(axis=1)).all()
