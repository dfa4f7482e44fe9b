from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from huaxiang.domain.errors import OutOfRange
from huaxiang.stats.intervals import wilson_lower


@given(st.integers(1, 5_000), st.data())
def test_it_is_the_lower_end_of_scipys_wilson_interval(n: int, data: st.DataObject) -> None:
    successes = data.draw(st.integers(0, n))
    expected = binomtest(successes, n, alternative="greater").proportion_ci(0.95, method="wilson").low
    assert wilson_lower(successes, n) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("share", [0.7, 0.82, 0.95])
def test_it_lies_under_the_truth_in_about_19_of_20_samples(share: float) -> None:
    counts = np.random.default_rng(8).binomial(200, share, size=4_000)
    covered = np.mean([wilson_lower(int(k), 200) <= share for k in counts])
    assert 0.93 <= covered <= 0.985


def test_nothing_seen_bounds_nothing() -> None:
    assert wilson_lower(0, 0) == 0.0
    assert wilson_lower(0, 10) == 0.0


@pytest.mark.parametrize(("successes", "n"), [(-1, 5), (6, 5), (0, -1)])
def test_counts_that_cannot_be_are_refused(successes: int, n: int) -> None:
    with pytest.raises(OutOfRange):
        wilson_lower(successes, n)
