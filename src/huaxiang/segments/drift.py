"""Drift of features between runs: how far the people of a fit lie from those that the last model was fitted on."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from huaxiang.segments.features.base import Floats
from huaxiang.segments.scaling import Scale

__all__ = ["Drift", "find_drift"]

_LEAST_INDEX = 0.25
_LEAST_PEOPLE = 50
_N_BINS = 10
_LEAST_SHARE = 0.001


@dataclass(frozen=True, slots=True)
class Drift:
    """A feature that is spread otherwise than when the last model was fitted.

    Attributes:
        feature: Its name.
        index: Population stability index over ten classes of the last fit; .25 and above is a great change.
        before: Median then.
        now: Median now.
        outside: Share of people beyond the least or greatest value of the last fit, 0..1.
    """

    feature: str
    index: float
    before: float
    now: float
    outside: float


def find_drift(features: Mapping[str, Floats], names: Sequence[str], scales: Sequence[Scale]) -> tuple[Drift, ...]:
    """Features with a great change, greatest first; those that are gone, or known of under 50 people, are not judged.

    Args:
        features: Values of the people of the new fit by name, nan where not known.
        names: Features of the last model.
        scales: Their scaling then.

    Source:
        Siddiqi (2006), Credit Risk Scorecards, chapter 9, for the index and its bound.
    """
    found = []
    for name, scale in zip(names, scales, strict=True):
        known = features.get(name, np.empty(0))
        known = known[~np.isnan(known)]
        if known.size >= _LEAST_PEOPLE and not scale.is_constant:
            each = _drift(name, known, scale)
            if each.index >= _LEAST_INDEX:
                found.append(each)
    return tuple(sorted(found, key=lambda each: (-each.index, each.feature)))


def _drift(name: str, known: Floats, scale: Scale) -> Drift:
    outside = float(((known < scale.edges[0]) | (known > scale.edges[-1])).mean())
    last = scale.last_levels()
    shares_then = np.diff(last, prepend=-1) / (last[-1] + 1)
    # an edge is the greatest value of the people at its levels
    at = np.minimum(np.searchsorted(scale.edges, known, side="left"), scale.edges.size - 1)
    shares_now = np.bincount(at, minlength=scale.edges.size) / known.size
    starts = _classes(shares_then)
    pairs = zip(np.add.reduceat(shares_then, starts), np.add.reduceat(shares_now, starts), strict=True)
    index = sum(_term(float(p), float(q)) for p, q in pairs) + _term(0.0, outside)
    median = float(scale.edges[np.searchsorted(last, last[-1] // 2)])
    return Drift(name, round(index, 3), median, float(np.median(known)), outside)


def _classes(shares: Floats) -> list[int]:
    """First edge of each of at most ten classes of about equal mass; an edge that many people share is one alone."""
    before = np.cumsum(shares) - shares
    places = np.floor(before * _N_BINS + 1e-9)
    return [0, *(np.flatnonzero(np.diff(places) > 0) + 1).tolist()]


def _term(then: float, now: float) -> float:
    if then == now:
        return 0.0
    p, q = max(then, _LEAST_SHARE), max(now, _LEAST_SHARE)
    return (q - p) * math.log(q / p)
