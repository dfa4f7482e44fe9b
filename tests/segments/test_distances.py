from __future__ import annotations

import numpy as np
import pytest

from huaxiang.segments.distances import distances, nearest_centre, projected


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


def test_a_person_lies_along_the_axes_alone_as_in_any_batch() -> None:
    rng = np.random.default_rng(8)
    steps, axes = rng.normal(size=(313, 37)), rng.normal(size=(37, 5))
    whole = projected(steps, axes)
    np.testing.assert_allclose(whole, steps @ axes, rtol=1e-9, atol=1e-12)
    for at in range(0, 313, 19):
        assert whole[at].tobytes() == projected(steps[at : at + 1], axes)[0].tobytes()
