"""Truth of segments on people with planted personas: how near they come to the best that could be known."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

import numpy as np
import pyarrow.parquet as pq

from huaxiang.evaluate.lake_features import EVENTS, features_of_lake
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import fit_stage
from huaxiang.simulate.planted.drawing import Planted, draw
from huaxiang.simulate.planted.year import AS_OF
from huaxiang.stats.agreement import adjusted_rand

__all__ = ["DIFFICULTIES", "PersonaTruth", "averaged", "measure_personas"]

DIFFICULTIES = ("easy", "middling", "hard")
_COLUMNS = ["item_id", "l1", "l2", "l3", "brand"]


@dataclass(frozen=True, slots=True)
class PersonaTruth:
    """What segments made of one difficulty.

    Attributes:
        difficulty: easy, middling or hard.
        n_segments: Segments that the rule chose.
        ari: Adjusted Rand index of segments with personas, outliers left out.
        oracle_ari: That of the oracle, who knows the likelihood that drew the people.
        outlier_recall: Share of planted outliers that have the mark.
        outlier_false_rate: Share of the others that have it.
    """

    difficulty: str
    n_segments: int
    ari: float
    oracle_ari: float
    outlier_recall: float
    outlier_false_rate: float


def measure_personas(difficulty: str, *, n_people: int = 50_000, seed: int = 1) -> PersonaTruth:
    """Planted people through features and segments with the shipped settings; the number of segments is not given."""
    planted = draw(n_people, difficulty, seed)
    with tempfile.TemporaryDirectory(prefix="huaxiang-planted-") as folder:
        path = Path(folder) / EVENTS
        path.parent.mkdir()
        pq.write_table(planted.events, path)
        found = features_of_lake(Path(folder), planted.items.select(_COLUMNS), as_of=AS_OF)
    model, _ = fit_stage(found.features, found.ids, settings=SegmentSettings(), seed=0, as_of=AS_OF)
    own, _, marks = model.place(found.features)
    at = _places(planted, found.identities)
    is_outlier, persona = planted.is_outlier[at], planted.persona[at]
    known = ~is_outlier
    best = planted.oracle[at].argmax(axis=1)
    return PersonaTruth(
        difficulty,
        len(model.segments),
        adjusted_rand(persona[known], own[known]),
        adjusted_rand(persona[known], best[known]),
        float(marks[is_outlier].mean()),
        float(marks[known].mean()),
    )


def _places(planted: Planted, identities: list[str]) -> np.ndarray:
    place = {f"member_no:{number}": at for at, number in enumerate(planted.people.tolist())}
    return np.array([place[identity] for identity in identities])


def averaged(found: list[PersonaTruth]) -> dict[str, float]:
    """Figures of all difficulties: mean share of the oracle's agreement, mean recall, greatest false rate."""
    return {
        "persona_ari_over_oracle": mean(each.ari / each.oracle_ari for each in found),
        "outlier_recall": mean(each.outlier_recall for each in found),
        "outlier_false_rate": max(each.outlier_false_rate for each in found),
    }
