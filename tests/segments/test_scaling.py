from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.segments.scaling import fit_scale, scaled, stepped


def test_skewed_values_spread_evenly() -> None:
    values = np.exp(np.random.default_rng(1).normal(0, 3, size=20_000))
    places = fit_scale(values).apply(values)
    assert np.histogram(places, bins=10, range=(0, 1))[0].min() > 1_500


def test_equal_values_stand_in_the_middle_of_their_ranks() -> None:
    values = np.array([0.0] * 60 + [1.0] * 40)
    scale = fit_scale(values)
    assert scale.apply(np.array([0.0]))[0] == pytest.approx(0.30, abs=0.02)
    assert scale.apply(np.array([1.0]))[0] == pytest.approx(0.80, abs=0.02)


def test_a_missing_value_stands_at_the_median() -> None:
    scale = fit_scale(np.array([*range(101), np.nan], dtype=float))
    assert scale.apply(np.array([np.nan]))[0] == scale.apply(np.array([50.0]))[0]


def test_values_beyond_the_fit_stand_at_its_ends() -> None:
    scale = fit_scale(np.arange(100.0))
    assert scale.apply(np.array([-5.0, 1e9, np.inf])).tolist() == [
        scale.places[0],
        scale.places[-1],
        scale.places[-1],
    ]


def test_undo_gives_the_value_back() -> None:
    values = np.random.default_rng(2).gamma(1.0, size=5_000)
    scale = fit_scale(values)
    inside = values[(values > scale.edges[0]) & (values < scale.edges[-1])]
    np.testing.assert_allclose(scale.undo(scale.apply(inside)), inside, rtol=1e-9)


def test_constant_and_unknown_columns_say_nothing() -> None:
    for column in (np.full(9, 7.0), np.full(9, np.nan)):
        scale = fit_scale(column)
        assert scale.is_constant
        assert set(scale.apply(column).tolist()) == {0.5}


def test_infinite_values_are_refused_by_name() -> None:
    with pytest.raises(BadInput, match="feature net_spend_180d: 1 people have an infinite value"):
        fit_scale(np.array([1.0, np.inf]), name="net_spend_180d")


def test_a_row_is_scaled_alone_as_in_any_batch() -> None:
    values = np.random.default_rng(4).normal(size=997)
    scale = fit_scale(values)
    whole = scaled([values, values], [scale, scale])
    for at in range(0, 997, 50):
        assert whole[at].tobytes() == scaled([values[at : at + 1]] * 2, [scale, scale])[0].tobytes()


def test_levels_come_back_from_places_also_where_many_share_a_value() -> None:
    values = np.concatenate([np.zeros(60), np.arange(1.0, 41.0)])
    scale = fit_scale(values)
    quantiles = np.quantile(values, np.linspace(0.0, 1.0, 101), method="inverted_cdf")
    expected = [int(np.flatnonzero(quantiles == edge)[-1]) for edge in scale.edges]
    assert scale.last_levels().tolist() == expected
    assert expected[-1] == 100


def test_steps_take_the_skew_out_and_stop_at_three() -> None:
    rng = np.random.default_rng(6)
    for values in (np.exp(rng.normal(3, 1.5, 9_000)), rng.beta(0.5, 9, 9_000), rng.normal(-4, 2, 9_000)):
        steps = fit_scale(values).apply_steps(values)
        assert abs(steps.mean()) < 0.05
        assert 0.85 < steps.std() < 1.05
        assert abs(float(((steps - steps.mean()) ** 3).mean() / steps.std() ** 3)) < 1.3
    assert fit_scale(np.arange(100.0)).apply_steps(np.array([np.nan]))[0] == 0.0
    assert np.abs(fit_scale(np.append(np.ones(999), 1e9)).apply_steps(np.array([1e12]))).max() <= 3.0


def test_a_step_is_the_same_alone_as_in_any_batch() -> None:
    values = np.random.default_rng(4).gamma(1.0, size=997)
    scale = fit_scale(values)
    whole = stepped([values, values], [scale, scale])
    for at in range(0, 997, 50):
        assert whole[at].tobytes() == stepped([values[at : at + 1]] * 2, [scale, scale])[0].tobytes()
