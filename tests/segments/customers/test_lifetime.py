from __future__ import annotations

import numpy as np
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.segments.customers.lifetime import (
    BgNbd,
    GammaGamma,
    alive_probability,
    expected_orders,
    expected_value,
    fit_bgnbd,
    fit_value,
    log_likelihood,
)

CDNOW = BgNbd(0.243, 4.414, 0.793, 2.426, -9582.4, is_converged=True)
"""The parameters that the paper found for CDNOW (table 2); times in weeks."""


def customers(n: int, rng: np.random.Generator, *, r: float, alpha: float, a: float, b: float):
    """Customers drawn from the model: (frequency, recency, age)."""
    age = rng.uniform(20.0, 40.0, n)
    rate, leave = rng.gamma(r, 1.0 / alpha, n), rng.beta(a, b, n)
    frequency, recency = np.zeros(n), np.zeros(n)
    for who in range(n):
        now = 0.0
        while True:
            now += rng.exponential(1.0 / rate[who])
            if now > age[who]:
                break
            frequency[who] += 1
            recency[who] = now
            if rng.random() < leave[who]:
                break
    return frequency, recency, age


def test_one_customer_of_the_paper_is_expected_to_order_1_226_times_in_39_weeks() -> None:
    # Fader, Hardie, Lee 2005, section 5: x = 2, t_x = 30.43, T = 38.86
    one = (np.array([2.0]), np.array([30.43]), np.array([38.86]))
    assert expected_orders(CDNOW, *one, ahead=39.0)[0] == pytest.approx(1.226, abs=0.001)


def test_the_parameters_of_planted_customers_come_back() -> None:
    drawn = customers(6_000, np.random.default_rng(5), r=0.8, alpha=6.0, a=0.9, b=3.0)
    found = fit_bgnbd(*drawn)
    assert found.is_converged
    assert found.r == pytest.approx(0.8, rel=0.15)
    assert found.alpha == pytest.approx(6.0, rel=0.2)
    assert found.a / (found.a + found.b) == pytest.approx(0.9 / 3.9, rel=0.2)
    known = (0.8, 6.0, 0.9, 3.0)
    assert found.log_likelihood == pytest.approx(
        float(log_likelihood(*drawn, (found.r, found.alpha, found.a, found.b)).sum())
    )
    assert found.log_likelihood >= float(log_likelihood(*drawn, known).sum())


def test_the_unit_of_time_does_not_matter() -> None:
    drawn = customers(800, np.random.default_rng(6), r=0.8, alpha=6.0, a=0.9, b=3.0)
    weeks, days = fit_bgnbd(*drawn), fit_bgnbd(drawn[0], drawn[1] * 7.0, drawn[2] * 7.0)
    assert days.r == pytest.approx(weeks.r, rel=1e-3)
    assert days.alpha == pytest.approx(7.0 * weeks.alpha, rel=1e-3)
    ahead = (expected_orders(weeks, *drawn, ahead=10.0), 70.0)
    again = expected_orders(days, drawn[0], drawn[1] * 7.0, drawn[2] * 7.0, ahead=ahead[1])
    assert np.allclose(ahead[0], again, rtol=1e-3, atol=1e-5)


def test_whoever_has_been_silent_longer_is_less_likely_to_be_alive() -> None:
    age = np.full(4, 40.0)
    alive = alive_probability(CDNOW, np.full(4, 5.0), np.array([10.0, 20.0, 30.0, 40.0]), age)
    assert (np.diff(alive) > 0).all()
    assert (alive > 0).all()
    assert (alive < 1).all()
    assert alive_probability(CDNOW, np.zeros(1), np.zeros(1), np.array([40.0])).tolist() == [1.0]


def test_a_customer_alone_has_the_same_figures_as_in_any_batch() -> None:
    frequency, recency, age = customers(50, np.random.default_rng(7), r=0.5, alpha=4.0, a=0.8, b=2.5)
    whole = expected_orders(CDNOW, frequency, recency, age, ahead=13.0)
    for at in range(50):
        alone = expected_orders(CDNOW, frequency[at : at + 1], recency[at : at + 1], age[at : at + 1], ahead=13.0)
        assert alone.tobytes() == whole[at : at + 1].tobytes()


def test_values_of_planted_orders_come_back_and_few_orders_are_drawn_to_the_mean() -> None:
    rng = np.random.default_rng(8)
    n = 4_000
    nu = rng.gamma(4.0, 1.0 / 15.0, n)
    frequency = rng.integers(1, 8, n).astype(np.float64)
    mean = rng.gamma(6.0 * frequency, 1.0 / (nu * frequency))
    found = fit_value(frequency, mean)
    assert found.is_converged
    everybody = 6.0 * 15.0 / 3.0
    assert found.p * found.gamma / (found.q - 1.0) == pytest.approx(everybody, rel=0.05)
    few, many = expected_value(found, np.array([1.0, 50.0]), np.array([100.0, 100.0]))
    assert everybody < few < many < 100.0
    assert expected_value(found, np.zeros(1), np.zeros(1))[0] == pytest.approx(everybody, rel=0.05)


def test_too_few_and_impossible_customers_are_refused() -> None:
    few = np.array([1.0] * 3 + [0.0] * 30)
    with pytest.raises(BadInput, match="3 customers came back"):
        fit_bgnbd(few, few, few + 1.0)
    frequency = np.ones(20)
    with pytest.raises(BadInput, match="impossible times"):
        fit_bgnbd(frequency, frequency * 5.0, frequency)
    with pytest.raises(BadInput, match="with a value"):
        fit_value(frequency, np.zeros(20))
    assert isinstance(CDNOW, BgNbd)
    assert GammaGamma(6.0, 0.5, 15.0, 0.0, is_converged=True).q == 0.5


@pytest.mark.filterwarnings("error")
def test_customers_that_are_all_alike_end_at_a_bound_and_say_so() -> None:
    rng = np.random.default_rng(4)
    age = rng.uniform(1.0, 60.0, 400)
    frequency = (rng.random(400) < 0.2).astype(np.float64)
    recency = np.where(frequency > 0, age * rng.random(400), 0.0)
    found = fit_bgnbd(frequency, recency, age)
    foretold = expected_orders(found, frequency, recency, age, ahead=90.0)
    assert not found.is_converged or np.isfinite(foretold).all()
    silent = alive_probability(found, np.full(2, 3_000.0), np.array([1.0, 50.0]), np.full(2, 60.0))
    assert ((silent >= 0.0) & (silent <= 1.0)).all()
