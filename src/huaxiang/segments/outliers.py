"""Outliers (离群用户): people with a figure beyond the greatest that is to be expected among a thousand people.

Segments are told apart by where people stand among each other, which hides how far out somebody is: twice the greatest
value and a thousand times are the same place. So counts, money and time spent are looked at here in their own units.
Each has an end: the tail of everybody's values, fitted where it is still dense, says which greatest value a thousand
people would show. Shares and times since something happened have no tail that could tell anything.

Source: Pickands (1975), Statistical inference using extreme order statistics, for the shape of a tail from three
quantiles; Coles (2001), An Introduction to Statistical Modeling of Extreme Values, 4.3, for what one in so many is
beyond.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from huaxiang.segments.features.base import FOREVER, Floats
from huaxiang.segments.known import known_feature

__all__ = ["Ends", "are_outside", "fit_ends"]

_UNITS = frozenset({"yuan", "orders", "times", "pieces", "events", "sessions", "brands", "seconds", "refunds"})
_LEVELS = (0.2, 0.1, 0.05)
_SHAPES = (-0.3, 0.5)
_LEAST_PEOPLE = 50
_LEAST_TAIL = 20
_MOST_SHARE = 0.025
_TIE = 1e-9
_AMONG = 1_000
"""People among whom one is expected to reach an end."""


@dataclass(frozen=True, slots=True)
class Ends:
    """The greatest figures to be expected, frozen.

    Attributes:
        names: Features that are looked at.
        most: Greatest expected value of each in its own unit, above 0, shape (n_names,).
    """

    names: tuple[str, ...]
    most: Floats

    def beyond(self, features: Mapping[str, Floats]) -> Floats:
        """Values ÷ greatest expected value, 0 where not known or the feature is gone.

        Args:
            features: Values by name, shape (n_people,), nan where not known.

        Returns:
            Shape (n_people, n_names); a row is the same alone and in any batch, bit for bit.
        """
        n_people = next((len(values) for values in features.values()), 0)
        found = np.zeros((n_people, len(self.names)))
        for at, name in enumerate(self.names):
            if name in features:
                found[:, at] = np.nan_to_num(features[name] / self.most[at], nan=0.0)
        return found


def are_outside(beyond: Floats) -> npt.NDArray[np.bool_]:
    """Whether each person has a figure beyond its end, shape (n_people,)."""
    return np.asarray((beyond > 1.0).any(axis=1), dtype=np.bool_)


def fit_ends(features: Mapping[str, Floats]) -> Ends:
    """The ends of the people of a fit; none under 50 people.

    Ends never lie so low that more than 2.5 % of these people would be beyond one: then they all move up alike.

    Args:
        features: Values of the people of the fit by name, nan where not known.
    """
    n_sample = next((len(values) for values in features.values()), 0)
    if n_sample < _LEAST_PEOPLE:
        return Ends((), np.empty(0))
    found = {}
    for name in sorted(features):
        known = features[name][~np.isnan(features[name])]
        if _is_watched(name) and known.size:
            end = _end(known)
            if end is not None:
                found[name] = end
    ends = Ends(tuple(found), np.array(list(found.values())))
    if not found:
        return ends
    furthest = ends.beyond(features).max(axis=1)
    beyond = float(np.quantile(furthest, 1.0 - _MOST_SHARE))
    return ends if beyond <= 1.0 else Ends(ends.names, ends.most * (beyond + _TIE))


def _is_watched(name: str) -> bool:
    feature = known_feature(name)
    return feature is not None and feature.unit in _UNITS and feature.range[1] == FOREVER


def _end(known: Floats) -> float | None:
    """Greatest value to be expected among `_AMONG` people with a known one; None where no tail is to be seen."""
    positive = known[known > 0.0]
    for values in (known, positive):
        end = _pareto_end(values, _AMONG * values.size / known.size) if values.size >= _LEAST_TAIL else None
        if end is not None and end > 0.0:
            return end
    if positive.size < _LEAST_TAIL:
        return None
    # few different values, such as refunds: the mean beyond the middle, which ties do not upset
    start, least = float(np.median(positive)), float(np.quantile(positive, 1.0 - _LEVELS[-1]))
    mean = float((np.minimum(positive, max(least, start + 1.0)) - start).clip(0.0).mean())
    return start + max(mean, 1.0) * math.log(max(0.5 * _AMONG * positive.size / known.size, math.e))


def _spread_out(values: Floats) -> Floats:
    """Sorted values; whole numbers spread evenly over the unit around them, so that quantiles do not jump."""
    ordered = np.sort(values)
    if (ordered != np.rint(ordered)).any():
        return ordered
    starts = np.flatnonzero(np.diff(ordered, prepend=-np.inf) > 0.0)
    sizes = np.diff(np.append(starts, ordered.size))
    inside = np.arange(ordered.size) - np.repeat(starts, sizes)
    found: Floats = ordered + (inside + 0.5) / np.repeat(sizes, sizes) - 0.5
    return found


def _pareto_end(values: Floats, n_people: float) -> float | None:
    """End of a generalised Pareto tail through three quantiles; None where two of them are equal."""
    places = [1.0 - level for level in _LEVELS]
    first, second, third = np.quantile(values, places).tolist()
    if not first < second < third:
        return None
    first, second, third = np.quantile(_spread_out(values), places).tolist()
    shape = float(np.clip(math.log((third - second) / (second - first)) / math.log(2.0), *_SHAPES))
    half = math.log(0.5) if abs(shape) < 1e-6 else (0.5**shape - 1.0) / shape
    scale, times = (second - third) / half, max(_LEVELS[-1] * n_people, 1.0)
    grown = math.log(times) if abs(shape) < 1e-6 else (times**shape - 1.0) / shape
    return float(third + scale * grown)
