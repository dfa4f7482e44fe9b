"""Outliers (离群用户): people far outside what is usual in their own segment, told by frozen robust widths.

Quantile places end at the greatest value of the fit, so they cannot say how far out somebody lies. Here a value is
compressed by asinh, whose tails grow like a logarithm, and measured in robust widths of the person's segment.

Source: Rousseeuw and Croux (1993), Alternatives to the Median Absolute Deviation, for the widths; Wilson and Hilferty
(1931), The Distribution of Chi-Square, for the cube root that makes sums of squares nearly normal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from huaxiang.folds.people import Ints
from huaxiang.segments.features.base import Floats

__all__ = ["Usual", "fit_usual"]

_TO_DEVIATION = 1.4826
_LEAST_WIDTH = 0.25
_SURE_DEVIATIONS = 4.0
_MOST_SHARE = 0.025
_LEAST_PEOPLE = 50
_MOST_WIDTHS = 60.0


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual in each segment, frozen.

    Attributes:
        middle: Median of each feature, shape (n_features,).
        spread: Robust width of each feature in its own unit, above 0, shape (n_features,).
        typical: Median compressed value by segment, shape (n_segments, n_features).
        width: Robust width of compressed values by segment, above 0, shape (n_segments, n_features).
        most_sum: Greatest usual mean of squared widths.
        most_one: Greatest usual width of the furthest feature.
    """

    middle: Floats
    spread: Floats
    typical: Floats
    width: Floats
    most_sum: float
    most_one: float

    def widths(self, columns: Sequence[Floats], own: Ints) -> Floats:
        """How many widths of their segment people lie from its middle, −60..60, 0 where a value is not known.

        Args:
            columns: Values of each feature, shape (n_people,), nan where not known.
            own: Segment of each person.

        Returns:
            Shape (n_people, n_features); a row is the same alone and in any batch, bit for bit.
        """
        found = np.zeros((own.size, len(columns)))
        for at, column in enumerate(columns):
            apart = _compressed(column, float(self.middle[at]), float(self.spread[at]))
            steps = (apart - self.typical[own, at]) / self.width[own, at]
            found[:, at] = np.where(np.isnan(steps), 0.0, np.clip(steps, -_MOST_WIDTHS, _MOST_WIDTHS))
        return found

    def are_outside(self, widths: Floats) -> npt.NDArray[np.bool_]:
        """Whether each person is an outlier: in one feature, or in many together, shape (n_people,)."""
        total, furthest = _measures(widths)
        found: npt.NDArray[np.bool_] = (total > self.most_sum) | (furthest > self.most_one)
        return found


def fit_usual(columns: Sequence[Floats], own: Ints, n_segments: int) -> Usual:
    """What is usual among the people of a fit.

    The bounds lie four robust deviations above the usual, and never so low that more than 2.5 % of these people
    would lie outside either. Under 50 people nobody is an outlier.

    Args:
        columns: Values of each feature, shape (n_people,), nan where not known.
        own: Segment of each person.
        n_segments: Number of segments.
    """
    n_features = len(columns)
    middle, spread = np.zeros(n_features), np.ones(n_features)
    typical, width = np.zeros((n_segments, n_features)), np.ones((n_segments, n_features))
    for at, column in enumerate(columns):
        middle[at], spread[at] = _centre_and_spread(column[~np.isnan(column)])
        values = _compressed(column, float(middle[at]), float(spread[at]))
        everybody = _width(values[~np.isnan(values)])
        for segment in range(n_segments):
            mine = values[own == segment]
            mine = mine[~np.isnan(mine)]
            typical[segment, at] = float(np.median(mine)) if mine.size else 0.0
            # what hardly varies in a segment is not far out by a hair's breadth
            width[segment, at] = max(_width(mine), _LEAST_WIDTH * everybody)
    usual = Usual(middle, spread, typical, width, np.inf, np.inf)
    if own.size < _LEAST_PEOPLE or not n_features:
        return usual
    total, furthest = _measures(usual.widths(columns, own))
    return Usual(middle, spread, typical, width, _bound(np.cbrt(total)) ** 3, _bound(furthest))


def _compressed(values: Floats, middle: float, spread: float) -> Floats:
    found: Floats = np.arcsinh((values - middle) / spread)
    return found


def _centre_and_spread(known: Floats) -> tuple[float, float]:
    """(median, width) of values; the width of those off the median where most people have one value."""
    if not known.size:
        return 0.0, 1.0
    middle = float(np.median(known))
    off = np.abs(known - middle)
    spread = float(np.median(off)) * _TO_DEVIATION
    if spread <= 0.0 and off.any():
        spread = float(np.median(off[off > 0.0]))
    return middle, spread if spread > 0.0 else 1.0


def _width(values: Floats) -> float:
    """Robust deviation, not under that of the inner 98 % of the values; 1 where there is none."""
    if values.size < 2:
        return 1.0
    robust = float(np.median(np.abs(values - np.median(values)))) * _TO_DEVIATION
    low, high = np.quantile(values, [0.01, 0.99])
    return max(robust, float(np.clip(values, low, high).std())) or 1.0


def _measures(widths: Floats) -> tuple[Floats, Floats]:
    """(mean of squared widths, greatest width) of each person, features added in their order."""
    total, furthest = np.zeros(widths.shape[0]), np.zeros(widths.shape[0])
    for at in range(widths.shape[1]):
        column = np.abs(widths[:, at])
        total += column * column
        furthest = np.maximum(furthest, column)
    return total / max(widths.shape[1], 1), furthest


def _bound(measure: Floats) -> float:
    """Four robust deviations above the median, by the upper quarter, but not under the 97.5 % quantile."""
    median, upper, most = np.quantile(measure, [0.5, 0.75, 1.0 - _MOST_SHARE]).tolist()
    return max(float(median + _SURE_DEVIATIONS * (upper - median) / 0.6745), float(most))
