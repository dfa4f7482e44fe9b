"""Skew-aware scaling by frozen quantile edges: a value becomes its place 0..1 among the people of the fit, or its step.

A step is how many standard deviations a value lies from the mean after its skew is taken out: by the square root of
shares, by the logarithm of counts, money and times.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.domain.errors import BadInput
from huaxiang.folds.people import Ints
from huaxiang.segments.features.base import Floats

__all__ = ["Scale", "fit_scale", "scaled", "stepped"]

_N_EDGES = 101
_DIGITS = 9
_MOST_STEPS = 3.0


@dataclass(frozen=True, slots=True)
class Scale:
    """Frozen scaling of one feature.

    Attributes:
        edges: Distinct values, ascending, shape (n_edges,), at least one.
        places: Place 0..1 of each edge: the middle of the quantile levels with that value.
        missing: Place of a person whose value is not known: that of the median.
        steps: Step −3..3 of each edge; of a value that is not known it is 0.
    """

    edges: Floats
    places: Floats
    missing: float
    steps: Floats

    @property
    def is_constant(self) -> bool:
        """Whether all people of the fit had one value."""
        return self.edges.size < 2

    def apply(self, values: Floats) -> Floats:
        """Places 0..1 of values, shape (n,); comparisons and elementwise arithmetic only."""
        return self._between(values, self.places, self.missing)

    def apply_steps(self, values: Floats) -> Floats:
        """Steps −3..3 of values, shape (n,); comparisons and elementwise arithmetic only."""
        return self._between(values, self.steps, 0.0)

    def _between(self, values: Floats, at_edges: Floats, missing: float) -> Floats:
        if self.is_constant:
            return np.full(values.shape, missing)
        is_missing = np.isnan(values)
        inside = np.minimum(np.maximum(np.where(is_missing, self.edges[0], values), self.edges[0]), self.edges[-1])
        right = np.clip(np.searchsorted(self.edges, inside, side="right"), 1, self.edges.size - 1)
        low, high = self.edges[right - 1], self.edges[right]
        start = at_edges[right - 1]
        found = start + (inside - low) / (high - low) * (at_edges[right] - start)
        return np.where(is_missing, missing, found)

    def last_levels(self) -> Ints:
        """Last of the 101 quantile levels that has each edge's value, rising to 100, shape (n_edges,)."""
        last, first = [], 0
        for place in np.rint(2.0 * (_N_EDGES - 1) * self.places).astype(np.int64).tolist():
            last.append(place - first)
            first = last[-1] + 1
        return np.array(last, dtype=np.int64)

    def undo(self, places: Floats) -> Floats:
        """Values in the feature's own unit at given places, shape (n,)."""
        if self.is_constant:
            return np.full(places.shape, self.edges[0])
        return np.interp(places, self.places, self.edges)


def fit_scale(values: Floats, *, name: str = "feature") -> Scale:
    """Scaling of one feature from the people of the fit.

    Args:
        values: Shape (n,), nan where not known.
        name: For the error.

    Raises:
        BadInput: A value is infinite.
    """
    if np.isinf(values).any():
        n = int(np.isinf(values).sum())
        raise BadInput(f"feature {name}: {n} people have an infinite value; leave it out or mend its source")
    known = values[~np.isnan(values)]
    if not known.size:
        return Scale(np.zeros(1), np.full(1, 0.5), 0.5, np.zeros(1))
    levels = np.linspace(0.0, 1.0, _N_EDGES)
    quantiles = np.quantile(known, levels, method="inverted_cdf")
    edges, at, counts = np.unique(quantiles, return_index=True, return_counts=True)
    places = np.round((levels[at] + levels[at + counts - 1]) / 2.0, _DIGITS)
    steps = _steps(edges, known)
    scale = Scale(edges, places, 0.5, steps)
    missing = float(scale.apply(np.array([quantiles[_N_EDGES // 2]]))[0])
    return Scale(edges, places, missing, steps)


def _steps(edges: Floats, known: Floats) -> Floats:
    """Steps of the edges by mean and deviation of the known values, their skew taken out."""
    if known.min() < 0.0:
        wide = float(np.median(np.abs(known))) or 1.0
        plain, at_edges = np.arcsinh(known / wide), np.arcsinh(edges / wide)
    elif known.max() <= 1.0:
        plain, at_edges = np.sqrt(known), np.sqrt(edges)
    else:
        middle = float(np.median(known[known > 0.0]))
        plain, at_edges = np.log1p(known / middle), np.log1p(edges / middle)
    wide = float(plain.std())
    steps = np.zeros(edges.size) if wide <= 0.0 else (at_edges - float(plain.mean())) / wide
    return np.asarray(np.round(np.clip(steps, -_MOST_STEPS, _MOST_STEPS), _DIGITS), dtype=np.float64)


def scaled(columns: Sequence[Floats], scales: Sequence[Scale]) -> Floats:
    """Places of all columns, shape (n_people, n_features)."""
    return _stacked([scale.apply(column) for column, scale in zip(columns, scales, strict=True)])


def stepped(columns: Sequence[Floats], scales: Sequence[Scale]) -> Floats:
    """Steps of all columns, shape (n_people, n_features)."""
    return _stacked([scale.apply_steps(column) for column, scale in zip(columns, scales, strict=True)])


def _stacked(columns: Sequence[Floats]) -> Floats:
    return np.stack(columns, axis=1) if columns else np.empty((0, 0))
