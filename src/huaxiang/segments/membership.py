"""Probability of every person in every segment, from distances through tables that bootstrap refits filled."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.features.base import Floats
from huaxiang.stats.calibration import calibration_error

__all__ = ["Calibration", "calibrate", "certain", "expected_error", "nearest", "probabilities"]

_N_BINS = 20
_PRIOR_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class Calibration:
    """Frozen tables from distances to probabilities in milli.

    Attributes:
        margin_edges: Inner edges of the bins of the margin 1 − d1 ÷ d2, shape (n_bins − 1,).
        first: Probability of the nearest segment by segment and margin bin, shape (n_segments, n_bins).
        ratio_edges: Inner edges of the bins of d1 ÷ dk, shape (n_bins − 1,).
        other: Weight of another segment by its ratio bin, shape (n_bins,).
    """

    margin_edges: Floats
    first: Ints
    ratio_edges: Floats
    other: Ints


def certain(n_segments: int) -> Calibration:
    """Tables without refits: everybody is in the nearest segment."""
    empty = np.empty(0)
    return Calibration(empty, np.full((n_segments, 1), 1000), empty, np.zeros(1, dtype=np.int64))


def nearest(apart: Floats) -> tuple[Ints, Ints, Floats]:
    """(first, second, margin) of each person; with one segment the second is the first and the margin 1.

    Args:
        apart: Distances, shape (n_people, n_segments).
    """
    rows = np.arange(apart.shape[0])
    first = np.argmin(apart, axis=1)
    if apart.shape[1] == 1:
        return first, first, np.ones(apart.shape[0])
    rest = apart.copy()
    rest[rows, first] = np.inf
    second = np.argmin(rest, axis=1)
    near, far = apart[rows, first], apart[rows, second]
    return first, second, np.where(far > 0.0, (far - near) / np.where(far > 0.0, far, 1.0), 0.0)


def probabilities(apart: Floats, calibration: Calibration) -> tuple[Ints, Ints]:
    """(nearest segment, probability of every segment in milli): shapes (n_people,), (n_people, n_segments).

    No segment is more probable than the first; what is left to 1000 is the chance that a refit finds no such
    segment. Integers after the bins, so a row is the same alone and in any batch.
    """
    n_people, n_segments = apart.shape
    rows = np.arange(n_people)
    first, _, margin = nearest(apart)
    sure = calibration.first[first, np.searchsorted(calibration.margin_edges, margin, side="right")]
    weights = np.zeros((n_people, n_segments), dtype=np.int64)
    total = np.zeros(n_people, dtype=np.int64)
    near = apart[rows, first]
    for segment in range(n_segments):
        far = apart[:, segment]
        ratio = np.where(far > 0.0, near / np.where(far > 0.0, far, 1.0), 1.0)
        weight = calibration.other[np.searchsorted(calibration.ratio_edges, ratio, side="right")]
        weights[:, segment] = np.where(first == segment, 0, weight)
        total += weights[:, segment]
    left = (1000 - sure)[:, None]
    shares = np.minimum(left * weights // np.maximum(total, 1)[:, None], sure[:, None])
    shares[rows, first] = sure
    return first, shares


def calibrate(apart: Floats, refits: Ints) -> Calibration:
    """Tables from what refits did with the same people.

    Args:
        apart: Distances to the centres, shape (n_people, n_segments).
        refits: Matched segment of each person in each refit, −1 where unmatched, shape (n_refits, n_people).
    """
    n_segments = apart.shape[1]
    first, _, margin = nearest(apart)
    hits = (refits == first).sum(axis=0)
    margin_edges = _inner_edges(margin)
    bins = np.searchsorted(margin_edges, margin, side="right")
    n_bins = margin_edges.size + 1
    cell = first * n_bins + bins
    n = np.bincount(cell, minlength=n_segments * n_bins).reshape(n_segments, n_bins)
    good = np.bincount(cell, weights=hits, minlength=n_segments * n_bins).reshape(n_segments, n_bins)
    in_bin = good.sum(axis=0) / np.maximum(n.sum(axis=0) * refits.shape[0], 1)
    smoothed = (good + _PRIOR_PEOPLE * refits.shape[0] * in_bin) / ((n + _PRIOR_PEOPLE) * refits.shape[0])
    table = np.stack([_rising(row, weight) for row, weight in zip(smoothed, n + _PRIOR_PEOPLE, strict=True)])
    ratio_edges, other = _other_table(apart, first, refits)
    return Calibration(margin_edges, np.rint(table * 1000).astype(np.int64), ratio_edges, other)


def _other_table(apart: Floats, first: Ints, refits: Ints) -> tuple[Floats, Ints]:
    rows = np.arange(apart.shape[0])
    ratios, shares = [], []
    for segment in range(apart.shape[1]):
        other = first != segment
        far = apart[other, segment]
        near = apart[rows, first][other]
        ratios.append(np.where(far > 0.0, near / np.where(far > 0.0, far, 1.0), 1.0))
        shares.append((refits[:, other] == segment).mean(axis=0))
    ratio, share = np.concatenate(ratios), np.concatenate(shares)
    edges = _inner_edges(ratio)
    bins = np.searchsorted(edges, ratio, side="right")
    n = np.bincount(bins, minlength=edges.size + 1)
    mean = np.bincount(bins, weights=share, minlength=edges.size + 1) / np.maximum(n, 1)
    return edges, np.rint(_rising(mean, np.maximum(n, 1)) * 1_000_000).astype(np.int64) + 1


def _inner_edges(values: Floats) -> Floats:
    levels = np.linspace(0.0, 1.0, _N_BINS + 1)[1:-1]
    return np.unique(np.round(np.quantile(values, levels), 9)) if values.size else np.empty(0)


def _rising(values: Floats, weights: Ints) -> Floats:
    """The nearest rising sequence: neighbours that fall are pooled (Ayer et al. 1955)."""
    pools: list[tuple[float, float, int]] = []
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        pools.append((value, float(weight), 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (a, wa, na), (b, wb, nb) = pools[-2], pools[-1]
            pools[-2:] = [((a * wa + b * wb) / (wa + wb), wa + wb, na + nb)]
    return np.concatenate([np.full(n, value) for value, _, n in pools])


def expected_error(stated: Ints, refits: Ints, first: Ints, *, n_bins: int = 15) -> float:
    """Expected calibration error of the first probability against refits not used to calibrate, 0..1.

    Args:
        stated: Stated probability of each person's first segment in milli, shape (n_people,).
        refits: Matched segments, shape (n_refits, n_people).
        first: First segment of each person.
        n_bins: Bins of equal mass.
    """
    return calibration_error(stated / 1000.0, (refits == first).mean(axis=0), n_bins=n_bins)
