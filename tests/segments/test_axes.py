from __future__ import annotations

import numpy as np

from huaxiang.segments.axes import find_axes
from huaxiang.segments.distances import nearest_centre, projected
from huaxiang.segments.fit import fit_centres
from huaxiang.segments.settings import SegmentSettings
from huaxiang.stats.agreement import adjusted_rand


def clouds(n_people: int, gap: float, *, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """People of six kinds that differ a little in each of 40 features; and one wide feature that tells nothing."""
    rng = np.random.default_rng(seed)
    kind = rng.integers(6, size=n_people)
    middles = rng.normal(0.0, gap, (6, 40))
    steps = middles[kind] + rng.normal(0.0, 1.0, (n_people, 40))
    steps[:, 0] += rng.normal(0.0, 4.0, n_people)
    return steps, kind


def found(steps: np.ndarray, weights: np.ndarray) -> np.ndarray:
    matrix = projected(steps, weights)
    settings = SegmentSettings(n_segments=6)
    return nearest_centre(matrix, fit_centres(matrix, 6, settings=settings, rng=np.random.default_rng(2)))


def test_clouds_are_seen_and_told_apart_better_along_the_axes() -> None:
    steps, kind = clouds(3_000, 0.7)
    axes = find_axes(steps, n_axes=10, spread=0.3, rng=np.random.default_rng(1))
    assert axes.weights.shape == (40, 10)
    assert axes.clearness > 1.5 * axes.without_clouds
    along = adjusted_rand(kind, found(steps, axes.weights))
    plain = adjusted_rand(kind, found(steps, np.eye(40)))
    assert along > 0.85
    assert along > plain


def test_the_axes_have_the_spread_asked_for_and_come_back_with_the_same_seed() -> None:
    steps, _ = clouds(2_000, 0.7)
    axes, again = (find_axes(steps, n_axes=8, spread=0.3, rng=np.random.default_rng(1)) for _ in range(2))
    assert axes.weights.tobytes() == again.weights.tobytes()
    assert abs(float(np.sqrt((steps @ axes.weights).var(axis=0).mean())) - 0.3) < 0.01


def test_a_continuum_has_no_axes() -> None:
    rng = np.random.default_rng(3)
    level = rng.normal(0.0, 1.0, (2_000, 1))
    steps = 0.8 * level + rng.normal(0.0, 0.6, (2_000, 20))
    axes = find_axes(steps, n_axes=10, spread=0.3, rng=np.random.default_rng(1))
    assert axes.weights.shape == (20, 0)
    assert axes.clearness < 1.5 * axes.without_clouds


def test_few_people_and_one_feature_have_no_axes() -> None:
    rng = np.random.default_rng(1)
    assert find_axes(rng.normal(size=(60, 5)), n_axes=10, spread=0.3, rng=rng).weights.shape == (5, 0)
    assert find_axes(rng.normal(size=(900, 1)), n_axes=10, spread=0.3, rng=rng).weights.shape == (1, 0)
