"""Lifetime value: BG/NBD says who still buys and how often, Gamma-Gamma how much an order is worth.

Source: Fader, Hardie and Lee (2005), "Counting Your Customers" the Easy Way; Fader and Hardie (2013), The Gamma-Gamma
Model of Monetary Value.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from huaxiang.domain.errors import BadInput
from huaxiang.segments.features.base import Floats

__all__ = ["BgNbd", "GammaGamma", "alive_probability", "expected_orders", "expected_value", "fit_bgnbd", "fit_value"]

_LEAST_REPEATS = 10
_STARTS = ((1.0, 1.0, 1.0, 1.0), (0.25, 0.5, 0.5, 2.0), (3.0, 2.0, 0.2, 3.0))
_LIMIT = 12.0


@dataclass(frozen=True, slots=True)
class BgNbd:
    """Parameters of BG/NBD: order rates are Gamma(r, alpha), chances to leave after an order Beta(a, b).

    Attributes:
        log_likelihood: Of all customers, greatest found.
        is_converged: Whether the best start ended at a stationary point inside the bounds.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float
    is_converged: bool


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """Parameters of Gamma-Gamma: an order is Gamma(p, nu), nu is Gamma(q, gamma) over people."""

    p: float
    q: float
    gamma: float
    log_likelihood: float
    is_converged: bool


def log_likelihood(frequency: Floats, recency: Floats, age: Floats, parameters: tuple[float, ...]) -> Floats:
    """Log-likelihood of each customer, equation 6 of the source, shape (n_customers,)."""
    r, alpha, a, b = parameters
    head = gammaln(r + frequency) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + frequency) - betaln(a, b) - (r + frequency) * np.log(alpha + age)
    with np.errstate(divide="ignore"):
        gone = betaln(a + 1.0, b + np.maximum(frequency, 1.0) - 1.0) - betaln(a, b)
        gone = np.where(frequency > 0, gone - (r + frequency) * np.log(alpha + recency), -np.inf)
    found: Floats = head + np.logaddexp(stayed, gone)
    return found


def fit_bgnbd(frequency: Floats, recency: Floats, age: Floats) -> BgNbd:
    """Maximum likelihood over customers.

    Args:
        frequency: Repeat orders of each customer, first one not counted, shape (n_customers,).
        recency: Time from the first order to the last, any unit, 0 without a repeat.
        age: Time from the first order to the end of observation, same unit.

    Raises:
        BadInput: Under ten customers came back, or a time is negative or after the end.
    """
    _check(frequency, recency, age)
    # times in units of their mean: starts and bounds then hold for days and years alike
    unit = float(age.mean())
    rows, counts = np.unique(np.stack([frequency, recency / unit, age / unit]), axis=1, return_counts=True)

    def cost(logs: Floats) -> float:
        each = log_likelihood(rows[0], rows[1], rows[2], tuple(np.exp(logs).tolist()))
        return -float((counts * each).sum() / counts.sum())

    logs, least, is_converged = _best(cost, _STARTS)
    r, alpha, a, b = np.exp(logs).tolist()
    # the density of repeat instants has one factor 1 ÷ time for each repeat
    total = float(-least * counts.sum() - frequency.sum() * np.log(unit))
    return BgNbd(r, alpha * unit, a, b, total, is_converged)


def _check(frequency: Floats, recency: Floats, age: Floats) -> None:
    n_repeats = int((frequency > 0).sum())
    if n_repeats < _LEAST_REPEATS:
        raise BadInput(f"lifetime value: {n_repeats} customers came back, needs at least {_LEAST_REPEATS}")
    is_wrong = (frequency < 0) | (recency < 0) | (age < recency) | ~np.isfinite(frequency + recency + age)
    if is_wrong.any() or not age.any():
        raise BadInput(f"lifetime value: {int(is_wrong.sum())} customers have impossible times")


def _best(cost: Callable[[Floats], float], starts: tuple[tuple[float, ...], ...]) -> tuple[Floats, float, bool]:
    """(parameters as logarithms, cost, whether inside the bounds) of the best of several starts."""
    found = []
    for start in starts:
        bounds = [(-_LIMIT, _LIMIT)] * len(start)
        first = minimize(cost, np.log(start), method="L-BFGS-B", bounds=bounds)
        options = {"xatol": 1e-8, "fatol": 1e-13, "maxiter": 4000, "maxfev": 4000}
        found.append(minimize(cost, first.x, method="Nelder-Mead", bounds=bounds, options=options))
    best = min(found, key=lambda each: float(each.fun))
    return best.x, float(best.fun), bool(best.success and (np.abs(best.x) < _LIMIT - 1.0).all())


def alive_probability(model: BgNbd, frequency: Floats, recency: Floats, age: Floats) -> Floats:
    """Probability that a customer still buys, 0..1; 1 without a repeat order, as the model has it."""
    x = np.maximum(frequency, 1.0)
    with np.errstate(over="ignore"):
        odds = model.a / (model.b + x - 1.0) * ((model.alpha + age) / (model.alpha + recency)) ** (model.r + x)
    found: Floats = np.where(frequency > 0, 1.0 / (1.0 + odds), 1.0)
    return found


def expected_orders(model: BgNbd, frequency: Floats, recency: Floats, age: Floats, *, ahead: float) -> Floats:
    """Orders expected in the time `ahead` after the end of observation, equation 10 of the source."""
    r, alpha, a, b = model.r, model.alpha, model.a, model.b
    x = frequency
    z = ahead / (alpha + age + ahead)
    ratio = ((alpha + age) / (alpha + age + ahead)) ** (r + x)
    body = 1.0 - ratio * hyp2f1(r + x, b + x, a + b + x - 1.0, z)
    # a near 1 is a removable pole of the formula
    divisor = a - 1.0 if abs(a - 1.0) > 1e-9 else 1e-9
    found: Floats = np.maximum((a + b + x - 1.0) / divisor * body, 0.0)
    return found * alive_probability(model, frequency, recency, age)


def fit_value(frequency: Floats, mean_value: Floats) -> GammaGamma:
    """Maximum likelihood of Gamma-Gamma over customers who came back.

    Args:
        frequency: Repeat orders of each customer; those without any are left out.
        mean_value: Mean value of those orders, any unit; those not above 0 are left out.

    Raises:
        BadInput: Under ten customers came back with a value above 0.
    """
    kept = (frequency > 0) & (mean_value > 0) & np.isfinite(mean_value)
    if int(kept.sum()) < _LEAST_REPEATS:
        raise BadInput(f"lifetime value: {int(kept.sum())} customers came back with a value, needs {_LEAST_REPEATS}")
    x, unit = frequency[kept], float(mean_value[kept].mean())
    m = mean_value[kept] / unit

    def cost(logs: Floats) -> float:
        p, q, gamma = np.exp(logs).tolist()
        each = gammaln(p * x + q) - gammaln(p * x) - gammaln(q) + q * np.log(gamma)
        each = each + (p * x - 1.0) * np.log(m) + p * x * np.log(x) - (p * x + q) * np.log(gamma + x * m)
        return -float(each.mean())

    starts = tuple(itertools.product((1.0, 4.0), (2.0, 4.0), (1.0,)))
    logs, least, is_converged = _best(cost, starts)
    p, q, gamma = np.exp(logs).tolist()
    return GammaGamma(p, q, gamma * unit, -least * x.size - x.size * float(np.log(unit)), is_converged)


def expected_value(model: GammaGamma, frequency: Floats, mean_value: Floats) -> Floats:
    """Expected value of an order of each customer: the own mean drawn towards everybody's, in the unit of the fit.

    Without a repeat order, or where q is not above 1, it is everybody's mean or the own one.
    """
    everybody = model.p * model.gamma / (model.q - 1.0) if model.q > 1.0 else np.nan
    whole = model.p * frequency + model.q - 1.0
    own = model.p * (model.gamma + frequency * np.where(frequency > 0, mean_value, 0.0))
    found: Floats = np.where(whole > 0.0, own / np.where(whole > 0.0, whole, 1.0), everybody)
    return found
