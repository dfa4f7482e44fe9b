from __future__ import annotations

import numpy as np
import pytest

from huaxiang.segments.clouds import cloud_centres, knee_distance, sampled


def test_the_knee_lies_between_neighbours_of_a_cloud_and_its_outliers() -> None:
    rng = np.random.default_rng(3)
    cloud, far = rng.normal(0.5, 0.02, (300, 2)), rng.uniform(0.0, 1.0, (12, 2))
    assert 0.005 < knee_distance(np.vstack([cloud, far]), 5) < 0.15
    assert knee_distance(np.full((20, 2), 0.5), 5) == pytest.approx(1e-9)


def test_centres_are_those_of_the_largest_clouds() -> None:
    matrix = np.array([[0.0], [0.2], [0.9], [0.9], [0.9], [0.5]])
    labels = np.array([0, 0, 1, 1, 1, -1])
    assert cloud_centres(matrix, labels, 5).tolist() == [[0.1], [0.9]]
    assert cloud_centres(matrix, labels, 1).tolist() == [[0.9]]
    assert cloud_centres(matrix, np.full(6, -1), 5)[0, 0] == pytest.approx(matrix.mean())


def test_a_sample_keeps_the_order_of_its_rows() -> None:
    matrix = np.arange(100.0)[:, None]
    found = sampled(matrix, 10, np.random.default_rng(0))
    assert found.shape == (10, 1)
    assert (np.diff(found[:, 0]) > 0).all()
    assert sampled(matrix, 100, np.random.default_rng(0)) is matrix


def test_a_component_without_people_is_no_cloud() -> None:
    matrix = np.array([[0.0], [0.2], [1.0]])
    found = cloud_centres(matrix, np.array([0, 0, 3]), 4)
    assert found.tolist() == [[0.1], [1.0]]
