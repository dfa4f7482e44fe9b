"""The matrix of a fit: which features take part, their scaling, and how much each weighs, or along which axes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from huaxiang.domain.errors import BadInput, UnknownName
from huaxiang.folds.people import Ints
from huaxiang.segments.declared import LeftOut
from huaxiang.segments.distances import projected
from huaxiang.segments.features.base import Floats
from huaxiang.segments.scaling import Scale, fit_scale, stepped

__all__ = ["Prepared", "prepare"]

_TWINS = 0.98
_LEAST_WEIGHT = 0.4
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Prepared:
    """Features that take part in a fit.

    Attributes:
        names: Their names, sorted.
        scales: Their scaling.
        weights: Their weights, shape (n_features,); the mean of their squares is 1.
        places: Unweighted places of the sample, shape (n_sample, n_features).
        steps: Steps of the sample, shape (n_sample, n_features).
        values: Values of the sample in their own units, nan where not known, shape (n_sample, n_features).
        axes: Weight of each feature on each axis, shape (n_features, n_axes); without axes places are weighted.
        left_out: Features that do not take part, with the reason.
        n_missing: People of all without a value, by feature; they stand at the median.
    """

    names: tuple[str, ...]
    scales: tuple[Scale, ...]
    weights: Floats
    places: Floats
    steps: Floats
    values: Floats
    left_out: tuple[LeftOut, ...]
    n_missing: Mapping[str, int]
    axes: Floats = field(default_factory=lambda: np.empty((0, 0)))

    @property
    def matrix(self) -> Floats:
        """Coordinates of the sample: where it lies along the axes, or its weighted places."""
        return projected(self.steps, self.axes) if self.axes.shape[1] else self.places * self.weights


def prepare(features: Mapping[str, Floats], sample: Ints, *, only: tuple[str, ...] = ()) -> Prepared:
    """The features that tell people apart, scaled and weighted.

    A feature that most others foretell weighs 1, one that stands alone 0.4 (before normalising): what several
    features agree on comes back in every refit, what one says alone is more often noise.

    Args:
        features: Values of all people by name, nan where not known.
        sample: Indices of the people of the fit.
        only: Features that take part; empty for all.

    Raises:
        BadInput: A value is infinite.
        UnknownName: `only` names a feature that is not there.
    """
    for name in only:
        if name not in features:
            raise UnknownName("feature", name, features)
    names: list[str] = []
    scales: list[Scale] = []
    columns: list[Floats] = []
    left_out: list[LeftOut] = []
    for name in sorted(only or features):
        _refuse_infinite(name, features[name])
        scale = fit_scale(features[name][sample], name=name)
        column = scale.apply(features[name][sample])
        twin = next((n for n, c in zip(names, columns, strict=True) if _is_twin(c, column)), None)
        if np.isnan(features[name][sample]).all():
            left_out.append(LeftOut(name, "没有任何人有值", "nobody has a value"))
        elif scale.is_constant or column.min() == column.max():
            left_out.append(LeftOut(name, "所有人取值相同", "everybody has the same value"))
        elif twin is not None:
            left_out.append(LeftOut(name, f"与 {twin} 几乎相同", f"says the same as {twin}"))
        else:
            names.append(name)
            scales.append(scale)
            columns.append(column)
    places = np.stack(columns, axis=1) if columns else np.empty((sample.size, 0))
    steps = stepped([features[name][sample] for name in names], scales) if names else np.empty((sample.size, 0))
    values = np.stack([features[name][sample] for name in names], axis=1) if names else np.empty((sample.size, 0))
    n_missing = {name: int(np.isnan(features[name]).sum()) for name in names}
    return Prepared(tuple(names), tuple(scales), _weights(places), places, steps, values, tuple(left_out), n_missing)


def _refuse_infinite(name: str, values: Floats) -> None:
    n = int(np.isinf(values).sum())
    if n:
        raise BadInput(f"feature {name}: {n} people have an infinite value; leave it out or mend its source")


def _is_twin(a: Floats, b: Floats) -> bool:
    step_a, step_b = a - a.mean(), b - b.mean()
    size = float(np.sqrt((step_a * step_a).sum() * (step_b * step_b).sum()))
    return size > 0.0 and abs(float((step_a * step_b).sum())) > _TWINS * size


def _weights(places: Floats) -> Floats:
    n_people, n_features = places.shape
    if n_features < 2 or n_people <= n_features:
        return np.ones(n_features)
    correlation = np.corrcoef(places.T) + 1e-3 * np.eye(n_features)
    foretold = 1.0 - 1.0 / np.diag(np.linalg.inv(correlation))
    weights = _LEAST_WEIGHT + (1.0 - _LEAST_WEIGHT) * np.clip(foretold, 0.0, 1.0)
    rounded: Floats = np.round(weights / np.sqrt((weights * weights).mean()), _DIGITS)
    return rounded
