"""Segment ids kept from run to run by optimal matching of centres; an id is never used twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import linear_sum_assignment

from huaxiang.segments.features.base import Floats
from huaxiang.segments.scaling import Scale

__all__ = ["KnownSegment", "match_ids"]


@dataclass(frozen=True, slots=True)
class KnownSegment:
    """A segment of the ledger.

    Attributes:
        segment_id: Such as s0007.
        centre: By feature, in the features' own units.
        is_current: Whether it belongs to the last fit; only those are matched, but no id is used again.
        name_zh: Name a person gave it, else None.
        name_en: The same in English.
    """

    segment_id: str
    centre: Mapping[str, float]
    is_current: bool = True
    name_zh: str | None = None
    name_en: str | None = None


def match_ids(
    centres: Floats,
    features: Sequence[str],
    scales: Sequence[Scale],
    previous: Sequence[KnownSegment],
    *,
    same_distance: float,
) -> list[str]:
    """Segment id of each new centre: that of the old one it is matched to, else a new one.

    Args:
        centres: Unweighted places, shape (n_segments, n_features).
        features: Names of the features.
        scales: Their scaling: old centres are read through the new scaling.
        previous: All segments of the ledger, retired ones included.
        same_distance: Root mean square difference of places above which a match is no match.
    """
    current = [known for known in previous if known.is_current]
    cost = np.ones((centres.shape[0], len(current)))
    for column, known in enumerate(current):
        common = [at for at, name in enumerate(features) if name in known.centre]
        if common:
            old = np.array([scales[at].apply(np.array([known.centre[features[at]]]))[0] for at in common])
            steps = centres[:, common] - old
            cost[:, column] = np.sqrt((steps * steps).mean(axis=1))
    ids: list[str | None] = [None] * centres.shape[0]
    for row, column in zip(*linear_sum_assignment(cost), strict=True):
        if cost[row, column] <= same_distance:
            ids[row] = current[column].segment_id
    number = max((int(known.segment_id[1:]) for known in previous), default=0)
    answer = []
    for found in ids:
        if found is None:
            number += 1
            found = f"s{number:04d}"  # noqa: PLW2901
        answer.append(found)
    return answer
