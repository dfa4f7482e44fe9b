from __future__ import annotations

import numpy as np
import pytest

from huaxiang.stats.calibration import calibration_error


def test_the_gap_of_each_bin_counts_by_its_size() -> None:
    probability = np.array([0.1, 0.1, 0.1, 0.9])
    outcome = np.array([False, False, True, True])
    # bins of two: stated .1 and came 0; stated .5 and came 1
    assert calibration_error(probability, outcome, n_bins=2) == pytest.approx((2 * 0.1 + 2 * 0.5) / 4)


def test_nothing_has_no_error() -> None:
    assert calibration_error(np.empty(0), np.empty(0, dtype=np.bool_)) == 0.0


def test_true_probabilities_are_nearly_calibrated_and_doubled_ones_are_not() -> None:
    rng = np.random.default_rng(5)
    stated = rng.uniform(0, 0.5, 20_000)
    came = rng.uniform(size=20_000) < stated
    assert calibration_error(stated, came) < 0.02
    assert calibration_error(2 * stated, came) > 0.2
