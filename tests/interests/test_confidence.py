"""Confidence is an additive score of named signals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.interests.confidence import WEIGHTS, score_signals

SIGNALS = st.dictionaries(st.sampled_from(sorted(set(WEIGHTS) - {"bias"})), st.floats(-1, 1))


@given(SIGNALS)
def test_confidence_is_between_its_ends(signals: dict[str, float]) -> None:
    assert 0.02 <= score_signals(signals) <= 0.98


@given(SIGNALS, st.sampled_from(sorted(set(WEIGHTS) - {"bias"})))
def test_each_signal_moves_it_its_own_way(signals: dict[str, float], name: str) -> None:
    low, high = score_signals(signals | {name: 0.0}), score_signals(signals | {name: 1.0})
    assert (high >= low) if WEIGHTS[name] >= 0 else (high <= low)


def test_order_of_signals_does_not_matter() -> None:
    assert score_signals({"name": 0.3, "depth": 0.7}) == score_signals({"depth": 0.7, "name": 0.3})


@pytest.mark.parametrize("signals", [{}, {"unknown": 5.0}])
def test_nothing_known_is_unsure(signals: dict[str, float]) -> None:
    assert score_signals(signals) < 0.2
