from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from huaxiang.simulate.planted.drawing import Planted
from huaxiang.simulate.planted.oracle import log_likelihood, posterior
from huaxiang.simulate.planted.people import NOBODY
from huaxiang.simulate.planted.tally import tally
from huaxiang.stats.calibration import calibration_error


def test_the_likelihood_of_a_person_is_the_sum_of_its_parts(parts: Any) -> None:
    counts = tally(parts.people, parts.visits, parts.orders, parts.steps, parts.goods)
    whole = log_likelihood(counts, parts.personas)
    less = replace(parts.personas, rates={k: v for k, v in parts.personas.rates.items() if k != "orders"})
    without = log_likelihood(counts, less)
    only = replace(parts.personas, rates={"orders": parts.personas.rates["orders"]}, chances={}, mixes={})
    nothing = replace(only, rates={})
    alone = log_likelihood(counts, only) - log_likelihood(counts, nothing)
    assert whole.shape == (2_400, 8)
    assert np.isfinite(whole).all()
    assert whole - without == pytest.approx(alone)


def test_a_likelihood_that_says_nothing_leaves_the_shares(parts: Any) -> None:
    counts = tally(parts.people, parts.visits, parts.orders, parts.steps, parts.goods)
    silent = replace(parts.personas, rates={}, chances={}, mixes={}, dwell=np.full(8, 9.0))
    assert posterior(counts, silent)[0] == pytest.approx(parts.personas.shares)


def test_stated_probabilities_are_the_shares_of_right_answers(planted: Planted) -> None:
    known = ~planted.is_outlier
    stated, truth = planted.oracle[known], planted.persona[known]
    assert stated.sum(axis=1) == pytest.approx(1.0)
    best = stated.max(axis=1)
    right = stated.argmax(axis=1) == truth
    assert best.mean() == pytest.approx(right.mean(), abs=0.015)
    assert calibration_error(best, right) < 0.025
    assert calibration_error(stated.ravel(), (truth[:, None] == np.arange(8)).ravel()) < 0.005


def test_expected_shares_of_personas_are_those_drawn(planted: Planted) -> None:
    known = ~planted.is_outlier
    drawn = np.bincount(planted.persona[known], minlength=8) / known.sum()
    assert planted.oracle[known].mean(axis=0) == pytest.approx(drawn, abs=0.01)


def test_the_truth_is_more_likely_than_any_other_persona_on_average(parts: Any) -> None:
    counts = tally(parts.people, parts.visits, parts.orders, parts.steps, parts.goods)
    score = log_likelihood(counts, parts.personas)
    for persona in range(8):
        mine = (parts.persona == persona) & (parts.outlier == NOBODY)
        assert score[mine].mean(axis=0).argmax() == persona
