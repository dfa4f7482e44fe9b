"""From a prepared sample to centres and calibrated tables: number, fit, refits."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from huaxiang.folds.people import Ints
from huaxiang.segments.distances import distances, nearest_centre
from huaxiang.segments.features.base import Floats
from huaxiang.segments.fit import tidy
from huaxiang.segments.membership import Calibration, calibrate, certain, expected_error, probabilities
from huaxiang.segments.prepare import Prepared
from huaxiang.segments.refits import NumberTried, choose_algorithm, choose_number, consensus, matched, refit, stability
from huaxiang.segments.settings import AUTO, KMEANS, SegmentSettings

__all__ = ["Fitted", "fit_segmentation"]

_N_CHOOSE = 4_000
_N_REFIT = 4_000
_N_OTHERS = 2_000
_SURE = 820
_PEOPLE_PER_SEGMENT = 10


@dataclass(frozen=True, slots=True)
class Fitted:
    """Centres with what the refits said of them.

    Attributes:
        centres: Weighted places, largest segment first, shape (n_segments, n_features).
        calibration: Tables from distances to probabilities.
        is_calibrated: Whether refits filled them.
        algorithm: Segmenter that was used.
        curve: Numbers tried, empty when the number was given.
        others: What other segmenters showed for the chosen number, where the segmenter was left open.
        metrics: stability_ari, membership_ece, mean_probability, sure_share.
        notes: Why there is one segment only, Chinese and English.
    """

    centres: Floats
    calibration: Calibration
    is_calibrated: bool = False
    algorithm: str = KMEANS
    curve: tuple[NumberTried, ...] = ()
    others: tuple[NumberTried, ...] = ()
    metrics: Mapping[str, float] = field(default_factory=dict)
    notes: tuple[tuple[str, str], ...] = ()


def fit_segmentation(prepared: Prepared, settings: SegmentSettings, rng: np.random.Generator) -> Fitted:
    """Centres of the sample, largest segment first; one segment where people are too few or all alike."""
    matrix = prepared.matrix
    n_people = matrix.shape[0]
    most = settings.n_segments or min(settings.high, n_people // _PEOPLE_PER_SEGMENT)
    note = None
    if not prepared.names:
        note = ("没有能区分人的特征:只有一个分群。", "No feature tells people apart: there is one segment.")
    elif most > n_people or (settings.n_segments is None and most < 2):
        note = (
            f"只有 {n_people} 人,不足以分群:只有一个分群。",
            f"{n_people} people are too few to segment: one segment.",
        )
    if note is not None:
        return Fitted(matrix.mean(axis=0, keepdims=True), certain(1), notes=(note,))
    curve: tuple[NumberTried, ...] = ()
    number = most
    is_open = settings.algorithm == AUTO
    asked = replace(settings, algorithm=KMEANS) if is_open else settings
    if settings.n_segments is None:
        numbers = range(min(settings.low, most), most + 1)
        has_clouds = prepared.axes.shape[1] > 0
        number, curve = choose_number(matrix[:_N_CHOOSE], numbers, settings=asked, rng=rng, has_clouds=has_clouds)
    others: tuple[NumberTried, ...] = ()
    if is_open:
        tried = next((each for each in curve if each.n_segments == number), None)
        if tried is None:
            tried = choose_number(matrix[:_N_CHOOSE], [number], settings=asked, rng=rng)[1][0]
        algorithm, others = choose_algorithm(matrix[:_N_OTHERS], number, tried, settings=asked, rng=rng)
        asked = replace(asked, algorithm=algorithm)
    fitted = _calibrated(matrix, number, curve, asked, rng)
    return replace(fitted, algorithm=asked.algorithm, others=others)


def _calibrated(
    matrix: Floats,
    number: int,
    curve: tuple[NumberTried, ...],
    settings: SegmentSettings,
    rng: np.random.Generator,
) -> Fitted:
    part = matrix[:_N_REFIT]
    refits = refit(part, number, n_refits=settings.n_refits + settings.n_held_out, settings=settings, rng=rng)
    calibrating, held_out = refits[: settings.n_refits], refits[settings.n_refits :]
    centres = tidy(matrix, consensus(part, calibrating), settings=settings)
    centres = centres[_by_size(matrix, centres)]
    if centres.shape[0] < 2:
        note = ("最小占比或距离阈值只留下一个分群。", "Minimum share or distance threshold left one segment.")
        return Fitted(centres, certain(1), curve=curve, notes=(note,))
    apart = distances(part, centres)
    tables = calibrate(apart, matched(part, centres, calibrating))
    first, milli = probabilities(apart, tables)
    stated = milli[np.arange(part.shape[0]), first]
    metrics = {
        "stability_ari": round(stability(part, centres, held_out), 4),
        "membership_ece": round(expected_error(stated, matched(part, centres, held_out), first), 4),
        "mean_probability": round(float(stated.mean()) / 1000.0, 4),
        "sure_share": round(float((stated >= _SURE).mean()), 4),
    }
    return Fitted(centres, tables, is_calibrated=True, curve=curve, metrics=metrics)


def _by_size(matrix: Floats, centres: Floats) -> Ints:
    counts = np.bincount(nearest_centre(matrix, centres), minlength=centres.shape[0])
    return np.argsort(-counts, kind="stable").astype(np.int64)
