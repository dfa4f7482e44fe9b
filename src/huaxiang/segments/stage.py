"""The door of stage 2: from features of all people to a frozen model, its report and the table of segments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import msgspec
import numpy as np
import pyarrow as pa
from threadpoolctl import threadpool_limits

from huaxiang.domain.errors import BadInput
from huaxiang.domain.tables import table
from huaxiang.folds.people import Ints
from huaxiang.segments.algorithms.kmeans import move_centres
from huaxiang.segments.axes import Axes, find_axes
from huaxiang.segments.declared import LeftOut
from huaxiang.segments.distances import nearest_centre
from huaxiang.segments.drift import find_drift
from huaxiang.segments.features.base import Floats, Word
from huaxiang.segments.fit import sample_by_hash
from huaxiang.segments.known import is_fine
from huaxiang.segments.matching import KnownSegment, match_ids
from huaxiang.segments.model import Segment, SegmentModel
from huaxiang.segments.naming import find_leading, find_traits, name_segments
from huaxiang.segments.outliers import Ends, are_outside, fit_ends
from huaxiang.segments.prepare import Prepared, prepare
from huaxiang.segments.report import Line, SegmentReport, make_report
from huaxiang.segments.segmentation import Fitted, fit_segmentation
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.succession import Succession, find_successions

__all__ = ["FitContext", "fit_stage", "segments_table"]

_N_TRAITS = 5
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class FitContext:
    """What a fit reads besides the features.

    Attributes:
        category_shares: Shares of touches by category slug, shape (n_people,): for names.
        labels: Chinese and English label by category slug.
        previous: Segments of the ledger, those of earlier fits with `is_current` false.
        left_out: Features that were not computed, for the report.
        last: Model of the last fit, for the drift of features.
        n_kept_out: Abnormal accounts that take no part, for the report.
    """

    category_shares: Mapping[str, Floats] = field(default_factory=dict)
    labels: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    previous: Sequence[KnownSegment] = ()
    left_out: Sequence[LeftOut] = ()
    last: SegmentModel | None = None
    n_kept_out: int = 0


def fit_stage(
    features: Mapping[str, Floats],
    person_ids: Sequence[str],
    *,
    settings: SegmentSettings,
    seed: int,
    as_of: int,
    context: FitContext | None = None,
) -> tuple[SegmentModel, SegmentReport]:
    """The model of a segmentation and its report.

    Args:
        features: Values of all people by name, shape (n_people,), nan where not known.
        person_ids: Their ids; the order does not matter.
        settings: What a person set.
        seed: Of this stage.
        as_of: Instant of the features, µs.
        context: Categories for names, and the segments of earlier fits.

    Raises:
        BadInput: There are no people, or a value is infinite.
        UnknownName: The algorithm or a feature of the settings does not exist.
    """
    if not person_ids:
        raise BadInput("segments: there are no people; ingest some first")
    sample = sample_by_hash(list(person_ids), settings.max_sample)
    # thousands of small products: several BLAS threads wait for each other, 40 times slower on a busy machine
    with threadpool_limits(limits=1, user_api="blas"):
        prepared, axes = _prepared(features, sample, settings, np.random.default_rng([seed, 1]))
        fitted = fit_segmentation(prepared, settings.for_people(len(person_ids)), np.random.default_rng(seed))
    around = context or FitContext()
    own = nearest_centre(prepared.matrix, fitted.centres)
    drawn = {name: values[sample] for name, values in features.items()}
    ends = fit_ends(drawn)
    shares = {slug: values[sample] for slug, values in around.category_shares.items()}
    named = FitContext(shares, around.labels, around.previous)
    model = _model(prepared, fitted, own, ends=ends, context=named, settings=settings)
    outlier_share = round(float(are_outside(ends.beyond(drawn)).mean()), 4)
    metrics = {**fitted.metrics, "outlier_share": outlier_share}
    model = replace(model, fitted_at=as_of, metrics=metrics)
    report = make_report(
        len(person_ids), prepared, fitted, segments=model.segments, settings=settings, previous=around.previous
    )
    return model, replace(
        report,
        axes=axes,
        left_out=(*around.left_out, *report.left_out),
        n_kept_out=around.n_kept_out,
        outlier_share=outlier_share,
        drift=() if around.last is None else find_drift(drawn, around.last.features, around.last.scales),
        successions=_successions(around.last, model, drawn, own),
        gone=_gone(around.last, model.segments),
    )


def _model(
    prepared: Prepared, fitted: Fitted, own: Ints, *, ends: Ends, context: FitContext, settings: SegmentSettings
) -> SegmentModel:
    """The model without its instant and metrics."""
    places, steps = (_means(each, own, fitted.centres) for each in (prepared.places, prepared.steps))
    if not prepared.axes.shape[1]:
        places = fitted.centres / prepared.weights
    return SegmentModel(
        prepared.names,
        prepared.scales,
        prepared.weights,
        prepared.axes,
        fitted.centres,
        places,
        steps,
        _known_means(prepared.values, own, fitted.centres.shape[0]),
        _name(prepared, places, own, context, settings),
        fitted.calibration,
        ends,
        fitted.is_calibrated,
        0,
    )


def _prepared(
    features: Mapping[str, Floats], sample: Ints, settings: SegmentSettings, rng: np.random.Generator
) -> tuple[Prepared, Axes]:
    """What the fit works on: all features along axes where there are clouds, else the places of those not fine."""
    every = prepare(features, sample, only=settings.features)
    axes = Axes(np.empty((len(every.names), 0)))
    if settings.eps is None and every.names:
        spread = float(np.sqrt(every.places.var(axis=0).mean()))
        axes = find_axes(every.steps, n_axes=max(settings.high, settings.n_segments or 0), spread=spread, rng=rng)
    if axes.weights.shape[1]:
        return replace(every, axes=axes.weights), axes
    plain = {name: values for name, values in features.items() if not is_fine(name)}
    return every if settings.features or not plain else prepare(plain, sample), axes


def _known_means(values: Floats, own: Ints, n_segments: int) -> Floats:
    """Mean of the known values of each segment, nan where there is none, shape (n_segments, n_features)."""
    found = np.full((n_segments, values.shape[1]), np.nan)
    for segment in range(n_segments):
        mine = values[own == segment]
        n_known = (~np.isnan(mine)).sum(axis=0)
        total = np.nan_to_num(mine).sum(axis=0)
        found[segment] = np.where(n_known > 0, total / np.maximum(n_known, 1), np.nan)
    return np.round(found, _DIGITS)


def _means(matrix: Floats, own: Ints, centres: Floats) -> Floats:
    """Mean row of each segment, shape (n_segments, n_features), rounded as centres are."""
    nothing = np.zeros((centres.shape[0], matrix.shape[1]))
    return np.round(move_centres(matrix, own, nothing), _DIGITS)


def _successions(
    last: SegmentModel | None, model: SegmentModel, features: Mapping[str, Floats], own: Ints
) -> tuple[Succession, ...]:
    """What became of the last model's segments; nothing where it reads a feature that is gone."""
    if last is None or not last.features or not set(last.features) <= features.keys():
        return ()
    before = last.members(last.matrix(features))[0]
    ids = [[segment.segment_id for segment in each.segments] for each in (last, model)]
    return find_successions(before, own, *ids)


def _gone(last: SegmentModel | None, segments: Sequence[Segment]) -> tuple[Line, ...]:
    ids = {segment.segment_id for segment in segments}
    old = () if last is None else last.segments
    return tuple(
        Line(each.segment_id, each.name_zh, each.name_en, each.share, is_new=False)
        for each in old
        if each.segment_id not in ids
    )


def segments_table(model: SegmentModel, counts: Mapping[str, int]) -> pa.Table:
    """Rows of table `segments`.

    Args:
        model: The model.
        counts: People by segment id, of all people scored.
    """
    total = max(sum(counts.values()), 1)
    model_id = model.model_id
    rows = [
        {
            "segment_id": segment.segment_id,
            "name_zh": segment.name_zh,
            "name_en": segment.name_en,
            "n_people": counts.get(segment.segment_id, 0),
            "share": counts.get(segment.segment_id, 0) / total,
            "centre": msgspec.json.encode(model.typical(at)).decode(),
            "traits": msgspec.json.encode(_told(segment)).decode(),
            "fitted_at": model.fitted_at,
            "model_id": model_id,
        }
        for at, segment in enumerate(model.segments)
    ]
    return table("segments").check(pa.Table.from_pylist(rows, schema=table("segments").schema))


def _told(segment: Segment) -> dict[str, object]:
    return {
        "features": [
            {
                "feature": t.feature,
                "effect": t.effect,
                "z": t.z,
                "direction": "high" if t.effect > 0 else "low",
            }
            for t in segment.traits[:_N_TRAITS]
        ],
        "categories": [{"category": c.category, "share": c.share, "tgi": c.tgi} for c in segment.leading[:_N_TRAITS]],
    }


def _name(
    prepared: Prepared, places: Floats, own: Ints, context: FitContext, settings: SegmentSettings
) -> tuple[Segment, ...]:
    n = places.shape[0]
    ids = match_ids(
        places,
        prepared.names,
        prepared.scales,
        context.previous,
        same_distance=settings.same_distance,
    )
    named = {k.segment_id: Word(k.name_zh, k.name_en or k.name_zh) for k in context.previous if k.name_zh is not None}
    traits = find_traits(np.where(np.isnan(prepared.values), np.nan, prepared.places), own, prepared.names, n)
    leading = find_leading(context.category_shares, own, n)
    taken = [(word.zh, word.en) for word in named.values()]
    names = name_segments(traits, leading, labels=context.labels, taken=taken)
    counts = np.bincount(own, minlength=n)
    return tuple(
        Segment(
            segment_id,
            named.get(segment_id, names[at]).zh,
            named.get(segment_id, names[at]).en,
            round(float(counts[at] / max(own.size, 1)), 6),
            tuple(traits[at]),
            tuple(leading[at]),
            segment_id in named,
        )
        for at, segment_id in enumerate(ids)
    )
