from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.domain.ids import person_id
from huaxiang.segments.fit import fit_centres, polish, sample_by_hash, tidy
from huaxiang.segments.settings import SegmentSettings


def lopsided() -> np.ndarray:
    """90 people here, 90 there, 5 far off, and 90 near the second kind."""
    rng = np.random.default_rng(2)
    middles = np.repeat([[0.1, 0.1], [0.9, 0.9], [0.1, 0.9], [0.8, 0.9]], [90, 90, 5, 90], axis=0)
    return middles + rng.normal(0, 0.005, middles.shape)


def fit(**settings: float) -> int:
    chosen = SegmentSettings(**settings)  # type: ignore[arg-type]
    return fit_centres(lopsided(), 4, settings=chosen, rng=np.random.default_rng(0)).shape[0]


def test_minimum_share_dissolves_small_segments() -> None:
    assert fit(min_share=0.0) == 4
    assert fit(min_share=0.05) == 3


def test_the_distance_threshold_merges_near_segments() -> None:
    assert fit(min_share=0.0, distance_threshold=0.12) == 3
    assert fit(min_share=0.0, distance_threshold=1.0) == 1


def test_the_sample_does_not_depend_on_the_order_of_people() -> None:
    ids = [person_id(f"member_no:{n}") for n in range(500)]
    chosen = [ids[at] for at in sample_by_hash(ids, 100)]
    turned = ids[::-1]
    assert [turned[at] for at in sample_by_hash(turned, 100)] == chosen
    assert len(set(chosen)) == 100


def test_nobody_is_an_error() -> None:
    with pytest.raises(BadInput, match="no people"):
        fit_centres(np.empty((0, 2)), 2, settings=SegmentSettings(), rng=np.random.default_rng(0))


def test_tidy_keeps_good_centres_and_polish_moves_to_the_means() -> None:
    matrix = np.array([[0.0], [0.2], [1.0]])
    assert polish(matrix, np.array([[0.0], [1.0]]), n_rounds=2).tolist() == [[0.1], [1.0]]
    assert tidy(matrix, np.array([[0.1], [1.0]]), settings=SegmentSettings()).tolist() == [[0.1], [1.0]]
