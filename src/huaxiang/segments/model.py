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
from huaxiang.segments.distances import distances
from huaxiang.segments.features.base import Floats
from huaxiang.segments.matching import KnownSegment
from huaxiang.segments.membership import Calibration, probabilities
from huaxiang.segments.naming import Leading, Trait
from huaxiang.segments.outliers import Usual
from huaxiang.segments.scaling import Scale, scaled

__all__ = ["Segment", "SegmentModel"]

Array = npt.NDArray[Any]
_FORMAT = 2


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
        centres: Weighted places, shape (n_segments, n_features).
        segments: In the order of the centres.
        calibration: Tables from distances to probabilities.
        usual: What is usual in each segment: tells outliers.
        is_calibrated: Whether refits filled the tables; else everybody is in the nearest segment.
        fitted_at: as_of of the fit, µs.
        metrics: stability_ari, membership_ece, silhouette and the like.
    """

    features: tuple[str, ...]
    scales: tuple[Scale, ...]
    weights: Floats
    centres: Floats
    segments: tuple[Segment, ...]
    calibration: Calibration
    usual: Usual
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

    @property
    def places(self) -> Floats:
        """Centres as unweighted places 0..1."""
        found: Floats = self.centres / self.weights
        return found

    def typical(self, segment: int) -> dict[str, float]:
        """Centre of a segment in the features' own units."""
        places = self.places[segment]
        return {
            name: round(float(scale.undo(places[at : at + 1])[0]), 6)
            for at, (name, scale) in enumerate(zip(self.features, self.scales, strict=True))
        }

    def matrix(self, features: Mapping[str, Floats]) -> Floats:
        """Weighted places of people, shape (n_people, n_features).

        Raises:
            ContractBroken: A feature of the model is missing.
        """
        missing = [name for name in self.features if name not in features]
        if missing:
            raise ContractBroken(f"segment model {self.model_id}: no feature {', '.join(missing)}")
        if not self.features:
            return np.empty((next((len(values) for values in features.values()), 0), 0))
        return scaled([features[name] for name in self.features], self.scales) * self.weights

    def members(self, matrix: Floats) -> tuple[Ints, Ints]:
        """(nearest segment, probability of every segment in milli) of rows of `matrix`."""
        return probabilities(distances(matrix, self.centres), self.calibration)

    def place(self, features: Mapping[str, Floats]) -> tuple[Ints, Ints, npt.NDArray[np.bool_]]:
        """(nearest segment, probability of every segment in milli, whether an outlier) of people by their features."""
        own, stated = self.members(self.matrix(features))
        widths = self.usual.widths([features[name] for name in self.features], own)
        return own, stated, self.usual.are_outside(widths)

    def outliers(self, features: Mapping[str, Floats]) -> npt.NDArray[np.bool_]:
        """Whether each person lies far outside what is usual in the nearest segment, shape (n_people,)."""
        return self.place(features)[2]

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
            "missing": np.array([scale.missing for scale in self.scales], dtype=np.float64),
            "weights": self.weights,
            "centres": self.centres,
            "margin_edges": self.calibration.margin_edges,
            "first": self.calibration.first,
            "ratio_edges": self.calibration.ratio_edges,
            "other": self.calibration.other,
            "usual_middle": self.usual.middle,
            "usual_spread": self.usual.spread,
            "usual_typical": self.usual.typical,
            "usual_width": self.usual.width,
            "usual_most": np.array([self.usual.most_sum, self.usual.most_one]),
        }
        meta = {
            "format": _FORMAT,
            "features": list(self.features),
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
                Scale(arrays["edges"][a:b], arrays["places"][a:b], float(missing))
                for a, b, missing in zip(starts, ends, arrays["missing"].tolist(), strict=True)
            )
            if ends
            else ()
        )
        tables = Calibration(*(arrays[name] for name in ("margin_edges", "first", "ratio_edges", "other")))
        middle, spread, typical, width = (arrays[f"usual_{name}"] for name in ("middle", "spread", "typical", "width"))
        usual = Usual(middle, spread, typical, width, *(float(most) for most in arrays["usual_most"]))
        return cls(
            tuple(meta["features"]),
            scales,
            arrays["weights"],
            arrays["centres"],
            tuple(_segment(each) for each in meta["segments"]),
            tables,
            usual,
            bool(meta["is_calibrated"]),
            int(meta["fitted_at"]),
            dict(meta["metrics"]),
        )


def _segment(stored: Mapping[str, Any]) -> Segment:
    plain = dict(stored)
    plain["traits"] = tuple(Trait(**trait) for trait in plain["traits"])
    plain["leading"] = tuple(Leading(**each) for each in plain["leading"])
    return Segment(**plain)
