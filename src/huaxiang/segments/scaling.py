"""Skew-aware scaling: a value becomes its place 0..1 among the people of the fit, by frozen quantile edges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.domain.errors import BadInput
from huaxiang.folds.people import Ints
from huaxiang.segments.features.base import Floats

__all__ = ["Scale", "fit_scale", "fit_scales", "scaled"]

_N_EDGES = 101
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Scale:
    """Frozen scaling of one feature.

    Attributes:
        edges: Distinct values, ascending, shape (n_edges,), at least one.
        places: Place 0..1 of each edge: the middle of the quantile levels with that value.
        missing: Place of a person whose value is not known: that of the median.
    """

    edges: Floats
    places: Floats
    missing: float

    @property
    def is_constant(self) -> bool:
        """Whether all people of the fit had one value."""
        return self.edges.size < 2

    def apply(self, values: Floats) -> Floats:
        """Places 0..1 of values, shape (n,); comparisons and elementwise arithmetic only."""
        if self.is_constant:
            return np.full(values.shape, self.missing)
        is_missing = np.isnan(values)
        inside = np.minimum(np.maximum(np.where(is_missing, self.edges[0], values), self.edges[0]), self.edges[-1])
        right = np.clip(np.searchsorted(self.edges, inside, side="right"), 1, self.edges.size - 1)
        low, high = self.edges[right - 1], self.edges[right]
        start = self.places[right - 1]
        place = start + (inside - low) / (high - low) * (self.places[right] - start)
        return np.where(is_missing, self.missing, place)

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
        return Scale(np.zeros(1), np.full(1, 0.5), 0.5)
    levels = np.linspace(0.0, 1.0, _N_EDGES)
    quantiles = np.quantile(known, levels, method="inverted_cdf")
    edges, at, counts = np.unique(quantiles, return_index=True, return_counts=True)
    places = np.round((levels[at] + levels[at + counts - 1]) / 2.0, _DIGITS)
    scale = Scale(edges, places, 0.5)
    missing = float(scale.apply(np.array([quantiles[_N_EDGES // 2]]))[0])
    return Scale(edges, places, missing)


def fit_scales(columns: Sequence[Floats], names: Sequence[str]) -> tuple[Scale, ...]:
    """Scaling of each column, in order."""
    return tuple(fit_scale(column, name=name) for column, name in zip(columns, names, strict=True))


def scaled(columns: Sequence[Floats], scales: Sequence[Scale]) -> Floats:
    """Places of all columns, shape (n_people, n_features)."""
    n_people = columns[0].size if columns else 0
    matrix = np.empty((n_people, len(columns)))
    for at, (column, scale) in enumerate(zip(columns, scales, strict=True)):
        matrix[:, at] = scale.apply(column)
    return matrix
