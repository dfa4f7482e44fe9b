from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from huaxiang.segments.membership import (
    Calibration,
    calibrate,
    certain,
    expected_error,
    nearest,
    probabilities,
)

TABLES = Calibration(
    np.array([0.2, 0.5]),
    np.array([[500, 700, 950], [400, 800, 990], [450, 600, 900]]),
    np.array([0.5]),
    np.array([1, 9]),
)


def test_nearest_gives_first_second_and_margin() -> None:
    first, second, margin = nearest(np.array([[0.2, 0.4, 0.8], [0.3, 0.3, 0.1]]))
    assert first.tolist() == [0, 2]
    assert second.tolist() == [1, 0]
    assert margin.tolist() == [0.5, 1 - 0.1 / 0.3]


@settings(max_examples=100, deadline=None)
@given(apart=arrays(np.float64, st.tuples(st.integers(1, 20), st.just(3)), elements=st.floats(0, 1)))
def test_probabilities_are_row_independent_and_never_above_the_first(apart) -> None:
    first, milli = probabilities(apart, TABLES)
    assert (milli.sum(axis=1) <= 1000).all()
    assert (milli >= 0).all()
    assert (milli.max(axis=1) == milli[np.arange(len(apart)), first]).all()
    for at in range(len(apart)):
        assert probabilities(apart[at : at + 1], TABLES)[1][0].tolist() == milli[at].tolist()


def test_without_refits_everybody_is_in_the_nearest_segment() -> None:
    assert probabilities(np.array([[0.5, 0.1]]), certain(2))[1].tolist() == [[0, 1000]]
    assert probabilities(np.zeros((2, 1)), certain(1))[1].tolist() == [[1000], [1000]]


def drawn(seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Distances, and refits that follow the margin: sure people stay, border people go to the second."""
    rng = np.random.default_rng(seed)
    apart = rng.random((4_000, 3))
    first, second, margin = nearest(apart)
    stays = rng.random((40, 4_000)) < 0.5 + margin / 2
    return apart, np.where(stays, first, second)


def test_tables_say_what_refits_did_and_hold_for_refits_held_out() -> None:
    apart, refits = drawn(1)
    tables = calibrate(apart, refits[:20])
    first, milli = probabilities(apart, tables)
    stated = milli[np.arange(4_000), first]
    assert expected_error(stated, refits[20:], first) < 0.02
    assert np.corrcoef(stated, nearest(apart)[2])[0, 1] > 0.95
    assert (np.diff(tables.first, axis=1) >= 0).all()


def test_a_table_that_overstates_has_its_error_measured() -> None:
    refits = np.zeros((10, 100), dtype=np.int64)
    refits[:4] = 1
    assert expected_error(np.full(100, 900), refits, np.zeros(100, dtype=np.int64)) == pytest.approx(0.3)
