"""The frozen model of a segmentation: scaling, centres, names and calibration; arrays and JSON, no pickle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.ids import content_id
from huaxiang.folds.people import Ints
from huaxiang.segments.distances import distances, projected
from huaxiang.segments.features.base import Floats
from huaxiang.segments.matching import KnownSegment
from huaxiang.segments.membership import Calibration, probabilities
from huaxiang.segments.naming import Leading, Trait
from huaxiang.segments.outliers import Ends, are_outside
from huaxiang.segments.scaling import Scale, scaled, stepped

__all__ = ["Segment", "SegmentModel"]

Array = npt.NDArray[Any]
_FORMAT = 3
_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Segment:
    """What is known of one segment besides its centre.

    Attributes:
        segment_id: Such as s0007, never used twice.
        name_zh: Chinese name.
        name_en: English name.
        share: Share of the sample, 0..1.
        traits: What sets it apart, strongest first.
        leading: Categories it touches more than everybody.
        is_named_by_person: Whether a person gave the name.
    """

    segment_id: str
    name_zh: str
    name_en: str
    share: float
    traits: tuple[Trait, ...] = ()
    leading: tuple[Leading, ...] = ()
    is_named_by_person: bool = False


@dataclass(frozen=True)
class SegmentModel:
    """A segmentation (分群方案), frozen for a run.

    Attributes:
        features: Names of what it reads, in order.
        scales: Scaling of each feature.
        weights: Weight of each feature, shape (n_features,).
        axes: Weight of each feature on each axis, shape (n_features, n_axes); without axes places are weighted.
        centres: Coordinates, shape (n_segments, n_axes), or weighted places, shape (n_segments, n_features).
        places: Unweighted places of each segment, shape (n_segments, n_features).
        steps: Mean steps of each segment, shape (n_segments, n_features).
        means: Mean known values of each segment in their own units, nan without any, shape (n_segments, n_features).
        segments: In the order of the centres.
        calibration: Tables from distances to probabilities.
        ends: Greatest figures to be expected: tells outliers.
        is_calibrated: Whether refits filled the tables; else everybody is in the nearest segment.
        fitted_at: as_of of the fit, µs.
        metrics: stability_ari, membership_ece, silhouette and the like.
    """

    features: tuple[str, ...]
    scales: tuple[Scale, ...]
    weights: Floats
    axes: Floats
    centres: Floats
    places: Floats
    steps: Floats
    means: Floats
    segments: tuple[Segment, ...]
    calibration: Calibration
    ends: Ends
    is_calibrated: bool
    fitted_at: int
    metrics: Mapping[str, float] = field(default_factory=dict)

    @property
    def model_id(self) -> str:
        """`segments.` and a hash of everything that decides a score."""
        arrays = self.to_arrays()[0]
        parts = [(name, array.tolist()) for name, array in sorted(arrays.items())]
        ids = [segment.segment_id for segment in self.segments]
        return f"segments.{content_id(parts, self.features, ids, self.fitted_at)[:12]}"

    def typical(self, segment: int) -> dict[str, float]:
        """Centre of a segment in the features' own units."""
        places = self.places[segment]
        return {
            name: round(float(scale.undo(places[at : at + 1])[0]), 6)
            for at, (name, scale) in enumerate(zip(self.features, self.scales, strict=True))
        }

    def matrix(self, features: Mapping[str, Floats]) -> Floats:
        """Coordinates of people: along the axes, or weighted places; shape (n_people, n_axes or n_features).

        Raises:
            ContractBroken: A feature of the model is missing.
        """
        if not self.features:
            return np.empty((next((len(values) for values in features.values()), 0), 0))
        columns = self._columns(features)
        if self.axes.shape[1]:
            return projected(stepped(columns, self.scales), self.axes)
        return scaled(columns, self.scales) * self.weights

    def _columns(self, features: Mapping[str, Floats]) -> list[Floats]:
        missing = [name for name in self.features if name not in features]
        if missing:
            raise ContractBroken(f"segment model {self.model_id}: no feature {', '.join(missing)}")
        return [features[name] for name in self.features]

    def pulls(self, features: Mapping[str, Floats], first: Ints, second: Ints) -> Floats:
        """How much each feature draws people to one segment rather than to another, shape (n_people, n_features).

        A person's pulls add up to the difference of the squared distances to the two.
        """
        lies, middle, slopes = self._lying(features)
        between = (middle[first] + middle[second]) / 2.0
        found: Floats = 2.0 * (lies - between) * (slopes[first] - slopes[second])
        return found

    def is_alike(self, features: Mapping[str, Floats], segment: Ints) -> npt.NDArray[np.bool_]:
        """Whether people and their segment lie on the same side of everybody, shape (n_people, n_features)."""
        lies, middle, _ = self._lying(features)
        everybody = 0.0 if self.axes.shape[1] else 0.5
        return np.asarray((lies - everybody) * (middle[segment] - everybody) > 0.0, dtype=np.bool_)

    def _lying(self, features: Mapping[str, Floats]) -> tuple[Floats, Floats, Floats]:
        """(where people lie by feature, where segments do, how steeply a distance changes with each)."""
        if self.axes.shape[1]:
            lies = stepped(self._columns(features), self.scales)
            return lies, self.steps, np.round(self.centres @ self.axes.T, _DIGITS)
        lies = scaled(self._columns(features), self.scales)
        return lies, self.places, self.places * self.weights**2

    def moves(self, old: Mapping[str, Floats], new: Mapping[str, Floats]) -> Floats:
        """Weighted change of place of people by feature, shape (n_people, n_features)."""
        before, after = (scaled(self._columns(each), self.scales) for each in (old, new))
        weights = self.weights
        if self.axes.shape[1]:
            size = (self.axes * self.axes).sum(axis=1)
            weights = np.sqrt(size / size.mean())
        found: Floats = (after - before) * weights
        return found

    def members(self, matrix: Floats) -> tuple[Ints, Ints]:
        """(nearest segment, probability of every segment in milli) of rows of `matrix`."""
        return probabilities(distances(matrix, self.centres), self.calibration)

    def place(self, features: Mapping[str, Floats]) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        """(nearest segment, probability of every segment in milli, whether an outlier) of people by their features."""
        own, stated = self.members(self.matrix(features))
        return own, stated, self.outliers(features)

    def outliers(self, features: Mapping[str, Floats]) -> npt.NDArray[np.bool_]:
        """Whether each person has a figure beyond the greatest to be expected, shape (n_people,)."""
        return are_outside(self.ends.beyond(features))

    def known(self) -> list[KnownSegment]:
        """Its segments as the ledger keeps them."""
        return [
            KnownSegment(
                segment.segment_id,
                self.typical(at),
                name_zh=segment.name_zh if segment.is_named_by_person else None,
                name_en=segment.name_en if segment.is_named_by_person else None,
            )
            for at, segment in enumerate(self.segments)
        ]

    def to_arrays(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """Weights as arrays, and all else as JSON-able values."""
        lengths = [scale.edges.size for scale in self.scales]
        arrays: dict[str, Array] = {
            "edges": np.concatenate([scale.edges for scale in self.scales]) if lengths else np.empty(0),
            "places": np.concatenate([scale.places for scale in self.scales]) if lengths else np.empty(0),
            "n_edges": np.array(lengths, dtype=np.int64),
            "edge_steps": np.concatenate([scale.steps for scale in self.scales]) if lengths else np.empty(0),
            "missing": np.array([scale.missing for scale in self.scales], dtype=np.float64),
            "weights": self.weights,
            "axes": self.axes,
            "centres": self.centres,
            "centre_places": self.places,
            "centre_steps": self.steps,
            "means": self.means,
            "margin_edges": self.calibration.margin_edges,
            "first": self.calibration.first,
            "ratio_edges": self.calibration.ratio_edges,
            "other": self.calibration.other,
            "ends": self.ends.most,
        }
        meta = {
            "format": _FORMAT,
            "features": list(self.features),
            "watched": list(self.ends.names),
            "segments": [asdict(segment) for segment in self.segments],
            "is_calibrated": self.is_calibrated,
            "fitted_at": self.fitted_at,
            "metrics": dict(self.metrics),
        }
        return arrays, meta

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array], meta: Mapping[str, Any]) -> SegmentModel:
        """The model from what `to_arrays` gave, also after a journey through npz and JSON.

        Raises:
            ContractBroken: It has another format.
        """
        if meta.get("format") != _FORMAT:
            raise ContractBroken(f"segment model of format {meta.get('format')!r}, this version reads {_FORMAT}")
        ends = np.cumsum(arrays["n_edges"]).tolist()
        starts = [0, *ends[:-1]]
        scales = (
            tuple(
                Scale(arrays["edges"][a:b], arrays["places"][a:b], float(missing), arrays["edge_steps"][a:b])
                for a, b, missing in zip(starts, ends, arrays["missing"].tolist(), strict=True)
            )
            if ends
            else ()
        )
        tables = Calibration(*(arrays[name] for name in ("margin_edges", "first", "ratio_edges", "other")))
        return cls(
            tuple(meta["features"]),
            scales,
            arrays["weights"],
            arrays["axes"],
            arrays["centres"],
            arrays["centre_places"],
            arrays["centre_steps"],
            arrays["means"],
            tuple(_segment(each) for each in meta["segments"]),
            tables,
            Ends(tuple(meta["watched"]), arrays["ends"]),
            bool(meta["is_calibrated"]),
            int(meta["fitted_at"]),
            dict(meta["metrics"]),
        )


def _segment(stored: Mapping[str, Any]) -> Segment:
    plain = dict(stored)
    plain["traits"] = tuple(Trait(**trait) for trait in plain["traits"])
    plain["leading"] = tuple(Leading(**each) for each in plain["leading"])
    return Segment(**plain)
