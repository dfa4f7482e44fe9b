"""Bootstrap refits: which fit the others agree with, how stable it is, and where each refit puts each person."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from huaxiang.folds.people import Ints
from huaxiang.segments.algorithms.kmeans import in_order
from huaxiang.segments.distances import distances, nearest_centre
from huaxiang.segments.features.base import Floats
from huaxiang.segments.fit import fit_centres
from huaxiang.segments.membership import nearest
from huaxiang.segments.settings import SegmentSettings
from huaxiang.stats.agreement import adjusted_rand, contingency

__all__ = [
    "NumberTried",
    "bootstrap",
    "choose_algorithm",
    "choose_number",
    "consensus",
    "matched",
    "most_agreed",
    "refit",
    "stability",
]

_STABLE = 0.75
_NEAR_BEST = 0.02
_N_FITS = 8
_N_ROUNDS = 3
_OTHERS = ("gmm", "hdbscan", "dbscan")
_N_FITS_OF_OTHERS = 6


@dataclass(frozen=True, slots=True)
class NumberTried:
    """One point of the curve.

    Attributes:
        n_segments: Segments asked for.
        stability_ari: Mean adjusted Rand index of single refits with the fit most agreed on.
        silhouette: Mean of (d2 − d1) ÷ d2, the simplified silhouette.
        smallest_share: Share of the smallest segment.
        n_found: Segments after small ones were dissolved and near ones merged.
        algorithm: Segmenter that was tried.
    """

    n_segments: int
    stability_ari: float
    silhouette: float
    smallest_share: float
    n_found: int
    algorithm: str


def consensus(matrix: Floats, candidates: Sequence[Floats]) -> Floats:
    """Centres that several fits agree on: the median of matched centres, shape (n_segments, n_features).

    A single fit stops in one of many nearly equal optima; the median over fits comes back far more often.

    Source:
        Leisch (1999), Bagged clustering; Dudoit and Fridlyand (2003), Bagging to improve a clustering procedure.
    """
    centres = most_agreed(matrix, candidates)
    alike = [each for each in candidates if each.shape == centres.shape]
    for _ in range(_N_ROUNDS):
        pairs = [linear_sum_assignment(_apart(centres, each))[1] for each in alike]
        centres = np.median([each[order] for each, order in zip(alike, pairs, strict=True)], axis=0)
    return in_order(centres)


def refit(
    matrix: Floats, n_segments: int, *, n_refits: int, settings: SegmentSettings, rng: np.random.Generator
) -> list[Floats]:
    """Centres of whole refits: people drawn with replacement, then the consensus of several fits on them."""
    found = []
    for _ in range(n_refits):
        drawn = _drawn(matrix, rng)
        fits = bootstrap(drawn, n_segments, n_fits=_N_FITS, settings=settings, rng=rng)
        found.append(consensus(drawn, fits))
    return found


def bootstrap(
    matrix: Floats, n_segments: int, *, n_fits: int, settings: SegmentSettings, rng: np.random.Generator
) -> list[Floats]:
    """Centres of single fits on people drawn with replacement."""
    return [fit_centres(_drawn(matrix, rng), n_segments, settings=settings, rng=rng) for _ in range(n_fits)]


def _drawn(matrix: Floats, rng: np.random.Generator) -> Floats:
    return matrix[np.sort(rng.integers(matrix.shape[0], size=matrix.shape[0]))]


def _apart(a: Floats, b: Floats) -> Floats:
    steps = a[:, None, :] - b[None, :, :]
    found: Floats = (steps * steps).sum(axis=2)
    return found


def most_agreed(matrix: Floats, candidates: Sequence[Floats]) -> Floats:
    """The candidate whose partition agrees best with those of the others."""
    labels = [nearest_centre(matrix, centres) for centres in candidates]
    scores = [sum(adjusted_rand(a, b) for b in labels) for a in labels]
    return candidates[int(np.argmax(scores))]


def stability(matrix: Floats, centres: Floats, refits: Sequence[Floats]) -> float:
    """Mean adjusted Rand index of the refits' partitions with that of the centres."""
    labels = nearest_centre(matrix, centres)
    return float(np.mean([adjusted_rand(labels, nearest_centre(matrix, refit)) for refit in refits]))


def matched(matrix: Floats, centres: Floats, refits: Sequence[Floats]) -> Ints:
    """Segment of each person in each refit by optimal matching, −1 where unmatched, shape (n_refits, n_people)."""
    labels = nearest_centre(matrix, centres)
    found = np.full((len(refits), matrix.shape[0]), -1, dtype=np.int64)
    for at, refit in enumerate(refits):
        theirs = nearest_centre(matrix, refit)
        table = contingency(theirs, labels)
        rows, columns = linear_sum_assignment(-table)
        names = np.full(refit.shape[0], -1, dtype=np.int64)
        names[rows] = columns
        found[at] = names[theirs]
    return found


def choose_number(
    matrix: Floats,
    numbers: Sequence[int],
    *,
    settings: SegmentSettings,
    rng: np.random.Generator,
    has_clouds: bool = False,
) -> tuple[int, tuple[NumberTried, ...]]:
    """The number of segments and the curve it was read from.

    Stability first: numbers whose single refits agree to .75 or better, or the most stable one when none does. Then
    validity: of those whose silhouette is within .02 of the best, the smallest number, which is the easiest to tell
    apart and to name; where people fall into clouds the greatest, for fewer would join clouds that are there.
    """
    curve = tuple(_try(matrix, n, settings, rng) for n in numbers)
    most = max(each.stability_ari for each in curve)
    stable = [each for each in curve if each.stability_ari >= min(_STABLE, most)]
    best = max(each.silhouette for each in stable)
    clear = [each.n_segments for each in stable if each.silhouette >= best - _NEAR_BEST]
    return max(clear) if has_clouds else min(clear), curve


def choose_algorithm(
    matrix: Floats, number: int, tried: NumberTried, *, settings: SegmentSettings, rng: np.random.Generator
) -> tuple[str, tuple[NumberTried, ...]]:
    """The segmenter for a number of segments and what the others showed, by the same rule: stable first, then clear.

    Args:
        matrix: Weighted places of a part of the sample.
        number: Segments, the most of them where density tells the number.
        tried: What k-means showed for that number; another has to be clearer by .02 to take its place.
        settings: With `low`, under which a segmenter has found too few segments.
        rng: The only randomness.
    """
    others = tuple(
        _try(matrix, number, dataclasses.replace(settings, algorithm=name), rng, n_fits=_N_FITS_OF_OTHERS)
        for name in _OTHERS
    )
    most = max(each.stability_ari for each in (tried, *others))
    least = min(settings.low, number)
    able = [each for each in others if each.stability_ari >= min(_STABLE, most) and each.n_found >= least]
    best = max(able, key=lambda each: each.silhouette, default=tried)
    is_better = best.silhouette > tried.silhouette + _NEAR_BEST or tried.stability_ari < min(_STABLE, most)
    return (best if is_better else tried).algorithm, others


def _try(
    matrix: Floats, n: int, settings: SegmentSettings, rng: np.random.Generator, *, n_fits: int = 16
) -> NumberTried:
    candidates = bootstrap(matrix, n, n_fits=n_fits, settings=settings, rng=rng)
    centres = most_agreed(matrix, candidates[: n_fits // 2])
    others = [each for each in candidates if each is not centres]
    apart = distances(matrix, centres)
    first, _, margin = nearest(apart)
    counts = np.bincount(first, minlength=centres.shape[0])
    return NumberTried(
        n,
        stability(matrix, centres, others),
        float(margin.mean()),
        float(counts.min() / counts.sum()),
        centres.shape[0],
        settings.algorithm,
    )
