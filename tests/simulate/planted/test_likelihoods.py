from __future__ import annotations

import itertools

import numpy as np
import pytest

from huaxiang.simulate.planted.likelihoods import (
    log_beta_binomial,
    log_dirichlet_multinomial,
    log_mean_of_normals,
    log_negative_binomial,
)


def test_probabilities_of_a_negative_binomial_count_sum_to_one_and_have_its_mean() -> None:
    counts = np.arange(4_000)
    probability = np.exp(log_negative_binomial(counts, 7.5, 0.6))
    assert probability.sum() == pytest.approx(1.0, abs=1e-9)
    assert (counts * probability).sum() == pytest.approx(7.5, abs=1e-6)
    assert ((counts - 7.5) ** 2 * probability).sum() == pytest.approx(7.5 + 7.5**2 / 0.6, rel=1e-6)


def test_where_nothing_is_expected_nothing_is_certain() -> None:
    assert log_negative_binomial(np.array([0, 0]), np.array([0.0, 2.0]), 1.5)[0] == 0.0


def test_a_negative_binomial_is_poisson_counts_with_gamma_rates() -> None:
    rng = np.random.default_rng(3)
    counts = rng.poisson(rng.standard_gamma(1.5, 400_000) * (4.0 / 1.5))
    seen = np.bincount(counts, minlength=12)[:12] / counts.size
    assert seen == pytest.approx(np.exp(log_negative_binomial(np.arange(12), 4.0, 1.5)), abs=0.003)


def test_probabilities_of_all_ways_to_fall_into_kinds_sum_to_one() -> None:
    ways = np.array([way for way in itertools.product(range(8), repeat=4) if sum(way) == 7])
    probability = np.exp(log_dirichlet_multinomial(ways, np.array([0.05, 0.7, 2.0, 11.0])))
    assert probability.sum() == pytest.approx(1.0, abs=1e-12)
    assert (probability @ ways) / 7 == pytest.approx(np.array([0.05, 0.7, 2.0, 11.0]) / 13.75)


def test_nobody_with_nothing_says_anything() -> None:
    assert log_dirichlet_multinomial(np.zeros((1, 3), dtype=int), np.ones(3)).tolist() == [0.0]


def test_a_beta_binomial_is_hits_with_beta_chances() -> None:
    hits = np.arange(10)
    stated = np.exp(log_beta_binomial(hits, np.full(10, 9), (0.8, 2.4)))
    rng = np.random.default_rng(4)
    seen = np.bincount(rng.binomial(9, rng.beta(0.8, 2.4, 400_000)), minlength=10) / 400_000
    assert stated.sum() == pytest.approx(1.0)
    assert seen == pytest.approx(stated, abs=0.003)


def test_the_density_of_a_mean_integrates_to_one_and_has_both_variances() -> None:
    grid = np.linspace(-8, 12, 20_001)
    density = np.exp(log_mean_of_normals(grid, np.full(grid.size, 4), centre=2.0, between=0.5, within=1.2))
    step = grid[1] - grid[0]
    assert density.sum() * step == pytest.approx(1.0)
    assert ((grid - 2.0) ** 2 * density).sum() * step == pytest.approx(0.25 + 1.44 / 4)
    assert log_mean_of_normals(np.array([9.0]), np.array([0]), centre=2.0, between=0.5, within=1.2) == 0.0
