"""What every segmenter promises; it finds the segmenters by itself."""

from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput, UnknownName
from huaxiang.segments.declared import declared_algorithms, make_algorithm
from huaxiang.segments.distances import nearest_centre
from huaxiang.stats.agreement import adjusted_rand

NAMES = declared_algorithms()


def three_clouds(n: int = 300) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(11)
    kind = rng.integers(3, size=n)
    return np.array([[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]])[kind] + rng.normal(0, 0.03, (n, 2)), kind


def test_all_segmenters_are_found() -> None:
    assert NAMES == ("dbscan", "gmm", "hdbscan", "kmeans", "minibatch")


def test_eps_is_for_density_alone() -> None:
    assert make_algorithm("dbscan", 3, eps=0.2).eps == 0.2
    with pytest.raises(BadInput, match="kmeans has no eps"):
        make_algorithm("kmeans", 3, eps=0.2)


def test_an_unknown_segmenter_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="kmeans"):
        make_algorithm("kmean", 3)


@pytest.mark.parametrize("name", NAMES)
class TestSegmenter:
    def test_it_finds_three_clear_clouds(self, name) -> None:
        matrix, kind = three_clouds()
        centres = make_algorithm(name, 3).fit(matrix, rng=np.random.default_rng(0))
        assert adjusted_rand(kind, nearest_centre(matrix, centres)) == 1.0

    def test_the_same_randomness_gives_the_same_centres(self, name) -> None:
        matrix, _ = three_clouds()
        first, second = (make_algorithm(name, 4).fit(matrix, rng=np.random.default_rng(7)) for _ in range(2))
        assert first.tobytes() == second.tobytes()

    def test_too_few_people_are_an_error(self, name) -> None:
        with pytest.raises(BadInput, match="2 people cannot make 3 segments"):
            make_algorithm(name, 3).fit(np.zeros((2, 2)), rng=np.random.default_rng(0))

    def test_equal_people_make_one_centre(self, name) -> None:
        centres = make_algorithm(name, 3).fit(np.full((50, 2), 0.5), rng=np.random.default_rng(0))
        assert centres.tolist() == [[0.5, 0.5]]

    def test_a_constant_column_changes_nothing(self, name) -> None:
        matrix, kind = three_clouds()
        wider = np.hstack([matrix, np.full((len(matrix), 1), 0.5)])
        centres = make_algorithm(name, 3).fit(wider, rng=np.random.default_rng(0))
        assert adjusted_rand(kind, nearest_centre(wider, centres)) == 1.0

    def test_centres_are_sorted_and_finite(self, name) -> None:
        matrix, _ = three_clouds()
        centres = make_algorithm(name, 5).fit(matrix, rng=np.random.default_rng(0))
        assert np.isfinite(centres).all()
        assert centres[:, 0].tolist() == sorted(centres[:, 0].tolist())
