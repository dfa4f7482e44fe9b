"""Lifetime value of buyers: who still buys, how many orders and how much net sales to expect, once a back-test holds.

The models of `lifetime` are fitted on days with an order. Before their figures are given out they have to foretell
the last 90 days from what was known before: the total within 30 %, and each buyer better than everybody's mean does.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.domain.errors import BadInput
from huaxiang.folds.people import Ints, People
from huaxiang.segments.customers.lifetime import (
    BgNbd,
    GammaGamma,
    alive_probability,
    expected_orders,
    expected_value,
    fit_bgnbd,
    fit_value,
)
from huaxiang.segments.features.base import Floats
from huaxiang.tags.facts import kept_orders

__all__ = ["TEST_DAYS", "WORTH_LABELS", "BackTest", "History", "Worth", "fit_worth", "histories_of", "worth_features"]

TEST_DAYS = 90
YEAR_DAYS = 365
_LEAST_BUYERS, _LEAST_REPEATS = 100, 30
_MOST_OFF = 0.3
_MINOR_UNITS = 100
WORTH_LABELS: Mapping[str, tuple[str, str]] = {
    "alive_probability": ("仍会回来的概率", "probability to come back"),
    "expected_orders_90d": ("未来90天预计下单天数", "order days expected in 90 days"),
    "lifetime_value_365d": ("未来一年预计净销售额", "net sales expected in a year"),
}
"""Chinese and English label of each figure, by the name under which it stands among the features."""


@dataclass(frozen=True, slots=True)
class History:
    """The order days of buyers up to a day; all arrays of shape (n_buyers,).

    Attributes:
        person: Index in the batch.
        frequency: Days with an order after the first one.
        recency: Days from the first to the newest.
        age: Days from the first to the day up to which is looked.
        mean_minor: Net sales of a day with an order, minor units, of all that is known today.
        later: Days with an order after that day.
    """

    person: Ints
    frequency: Floats
    recency: Floats
    age: Floats
    mean_minor: Floats
    later: Floats


@dataclass(frozen=True, slots=True)
class BackTest:
    """How the last 90 days were foretold.

    Attributes:
        n_buyers: Buyers known before.
        expected: Order days foretold in all.
        actual: Order days there were.
        error: Mean absolute error by buyer.
        error_of_mean: The same when everybody is given the mean.
    """

    n_buyers: int
    expected: float
    actual: float
    error: float
    error_of_mean: float

    @property
    def holds(self) -> bool:
        """Whether the figures may be given out."""
        return abs(self.expected - self.actual) <= _MOST_OFF * self.actual and self.error < self.error_of_mean


@dataclass(frozen=True, slots=True)
class Worth:
    """Frozen parameters, and what the back-test said.

    Attributes:
        orders: Of BG/NBD, times in days; None where nothing may be given out.
        value: Of Gamma-Gamma, in minor units; None where too few came back with money, then everybody's mean holds.
        mean_minor: Everybody's mean net sales of a day with an order.
        test: None where there were too few buyers, or too short a history.
    """

    orders: BgNbd | None = None
    value: GammaGamma | None = None
    mean_minor: float = 0.0
    test: BackTest | None = None

    def to_array(self) -> Floats:
        """The parameters as numbers, nan for those that there are not, shape (8,)."""
        orders, value = self.orders, self.value
        first = [np.nan] * 4 if orders is None else [orders.r, orders.alpha, orders.a, orders.b]
        second = [np.nan] * 3 if value is None else [value.p, value.q, value.gamma]
        return np.array([*first, *second, self.mean_minor])

    @classmethod
    def from_array(cls, numbers: Floats) -> Worth:
        """The parameters alone, without the back-test."""
        r, alpha, a, b, p, q, gamma, mean = (float(number) for number in numbers)
        orders = None if np.isnan(r) else BgNbd(r, alpha, a, b, 0.0, is_converged=True)
        value = None if np.isnan(p) else GammaGamma(p, q, gamma, 0.0, is_converged=True)
        return cls(orders, value, mean)

    def told(self, language: str) -> str:
        """The line that says how the back-test ended, or why there is none."""
        is_zh, test = language == "zh", self.test
        if test is None:
            return (
                f"客户价值:{TEST_DAYS} 天前的买家不足 {_LEAST_BUYERS} 人或回头客不足 {_LEAST_REPEATS} 人,不给出预计"
                if is_zh
                else f"Lifetime value: too few buyers or returning ones {TEST_DAYS} days ago; nothing is foretold"
            )
        end = ("给出" if test.holds else "没过,不给出") if is_zh else ("given out" if test.holds else "not given out")
        if is_zh:
            return (
                f"客户价值:回测近 {TEST_DAYS} 天,预计 {test.expected:,.0f} 个下单日,实际 {test.actual:,.0f};"
                f"每人误差 {test.error:.2f},按平均猜 {test.error_of_mean:.2f};{end}"
            )
        return (
            f"Lifetime value: of the last {TEST_DAYS} days {test.expected:,.0f} order days foretold, "
            f"{test.actual:,.0f} came; error by buyer {test.error:.2f}, of the mean {test.error_of_mean:.2f}; {end}"
        )


def histories_of(people: People, *, days_ago: int = 0) -> History:
    """The buyers' order days up to so many local days before as_of; refunds are those known today."""
    until = people.local_day - days_ago
    kept = kept_orders(people)
    order = np.lexsort((kept.value, kept.person))
    person, day = kept.person[order], kept.value[order]
    is_new = np.append(True, (person[1:] != person[:-1]) | (day[1:] != day[:-1])) if person.size else np.empty(0, bool)
    person, day = person[is_new], day[is_new]
    is_known = day <= until
    buyers, first = np.unique(person[is_known], return_index=True)
    n_days = np.bincount(person[is_known], minlength=len(people))[buyers]
    begun = day[is_known][first]
    newest = day[is_known][first + n_days - 1] if buyers.size else begun
    n_all = np.bincount(person, minlength=len(people))[buyers]
    net = people.folds["paid"].per_person()[buyers] - people.folds["refunded"].per_person()[buyers]
    return History(
        buyers.astype(np.int64),
        (n_days - 1).astype(np.float64),
        (newest - begun).astype(np.float64),
        (until - begun).astype(np.float64),
        np.maximum(net, 0) / np.maximum(n_all, 1),
        (n_all - n_days).astype(np.float64),
    )


def fit_worth(now: Sequence[History], before: Sequence[History]) -> Worth:
    """The models of all buyers, kept only if the same models of 90 days ago foretold these 90 days.

    Args:
        now: Histories up to as_of, by batch.
        before: Histories up to 90 days before, by batch.
    """
    test = _tested(_joined(before))
    if test is None or not test.holds:
        return Worth(test=test)
    whole = _joined(now)
    try:
        orders = fit_bgnbd(whole.frequency, whole.recency, whole.age)
    except BadInput:
        return Worth(test=test)
    if not orders.is_converged:
        return Worth(test=test)
    try:
        value = fit_value(whole.frequency, whole.mean_minor)
    except BadInput:
        return Worth(orders, None, float(whole.mean_minor.mean()), test)
    is_usable = value.is_converged and value.q > 1.0
    return Worth(orders, value if is_usable else None, float(whole.mean_minor.mean()), test)


def _joined(parts: Sequence[History]) -> History:
    names = ("person", "frequency", "recency", "age", "mean_minor", "later")
    return History(*(np.concatenate([np.empty(0), *(getattr(part, name) for part in parts)]) for name in names))


def _tested(known: History) -> BackTest | None:
    if known.frequency.size < _LEAST_BUYERS or int((known.frequency > 0).sum()) < _LEAST_REPEATS:
        return None
    try:
        model = fit_bgnbd(known.frequency, known.recency, known.age)
    except BadInput:
        return None
    if not model.is_converged:
        return None
    foretold = expected_orders(model, known.frequency, known.recency, known.age, ahead=float(TEST_DAYS))
    mean = float(known.later.mean())
    return BackTest(
        known.frequency.size,
        float(foretold.sum()),
        float(known.later.sum()),
        float(np.abs(foretold - known.later).mean()),
        float(np.abs(mean - known.later).mean()),
    )


def worth_features(people: People, worth: Worth) -> dict[str, Floats]:
    """The figures of `WORTH_LABELS`, nan for who never bought, shape (n_people,); none where nothing is given out.

    alive_probability is 0..1, expected_orders_90d counts days with an order, lifetime_value_365d is money in major
    units. All are rounded to three decimals.
    """
    if worth.orders is None:
        return {}
    seen = histories_of(people)
    facts = (seen.frequency, seen.recency, seen.age)
    year = expected_orders(worth.orders, *facts, ahead=float(YEAR_DAYS))
    if worth.value is None:
        mean = np.full(seen.frequency.size, worth.mean_minor)
    else:
        mean = expected_value(worth.value, seen.frequency, seen.mean_minor)
    figures = {
        "alive_probability": alive_probability(worth.orders, *facts),
        "expected_orders_90d": expected_orders(worth.orders, *facts, ahead=float(TEST_DAYS)),
        "lifetime_value_365d": year * mean / _MINOR_UNITS,
    }
    found = {}
    for name, values in figures.items():
        found[name] = np.full(len(people), np.nan)
        found[name][seen.person] = np.round(values, 3)
    return found
