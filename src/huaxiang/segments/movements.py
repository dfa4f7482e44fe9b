"""Who moved from one segment to another between two runs, and why: other behaviour, or another model."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from huaxiang.segments.features.base import Floats
from huaxiang.segments.model import SegmentModel

__all__ = ["Movement", "Place", "find_movements"]

Cause = Literal["behaviour", "model"]
_N_FEATURES = 3
_LEAST_STEP = 0.02


@dataclass(frozen=True, slots=True)
class Place:
    """Where a person was: segment, model that said so, and features as they were."""

    segment_id: str
    model_id: str | None
    features: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Movement:
    """One person's change of segment.

    Attributes:
        person_id: The person.
        from_segment: Segment of the run before.
        to_segment: Segment now.
        cause: behaviour: the model of the run before would place the person elsewhere today, too. model: it would
            not; the segments themselves are others.
        features: What changed most, weighted as the model weighs it: feature, before_milli, now_milli (either None
            when not known) and step_milli, the weighted change of place.
    """

    person_id: str
    from_segment: str
    to_segment: str
    cause: Cause
    features: tuple[dict[str, Any], ...]


def find_movements(
    before: Mapping[str, Place],
    now: Mapping[str, Place],
    *,
    model: SegmentModel,
    last: SegmentModel | None,
) -> list[Movement]:
    """Movements of the people who had a segment and have another, by person id.

    Args:
        before: Places of the run before, by person.
        now: Places of this run.
        model: Model of this run.
        last: Model of the run before; without it a change under another model is told as the model's.
    """
    ids = sorted(each for each in before.keys() & now.keys() if before[each].segment_id != now[each].segment_id)
    if not ids:
        return []
    old = _columns(model, [before[each].features for each in ids])
    new = _columns(model, [now[each].features for each in ids])
    steps = model.moves(old, new) if model.features else np.zeros((len(ids), 0))
    causes = _causes([before[each] for each in ids], [now[each].features for each in ids], model, last)
    return [
        Movement(
            person,
            before[person].segment_id,
            now[person].segment_id,
            cause,
            tuple(_changed(model.features, steps[at], before[person].features, now[person].features)),
        )
        for at, (person, cause) in enumerate(zip(ids, causes, strict=True))
    ]


def _columns(model: SegmentModel, rows: Sequence[Mapping[str, float]]) -> dict[str, Floats]:
    return {name: np.array([row.get(name, np.nan) for row in rows]) for name in model.features}


def _causes(
    before: Sequence[Place], now: Sequence[Mapping[str, float]], model: SegmentModel, last: SegmentModel | None
) -> list[Cause]:
    if last is None or not last.features:
        return ["behaviour" if place.model_id == model.model_id else "model" for place in before]
    today = last.members(last.matrix(_columns(last, now)))[0]
    placed = [last.segments[at].segment_id for at in today.tolist()]
    is_same = {model_id: model_id == model.model_id for model_id in {place.model_id for place in before}}
    return [
        "behaviour" if is_same[place.model_id] or segment != place.segment_id else "model"
        for place, segment in zip(before, placed, strict=True)
    ]


def _changed(
    names: Sequence[str], steps: Floats, before: Mapping[str, float], now: Mapping[str, float]
) -> list[dict[str, Any]]:
    order = np.argsort(-np.abs(steps), kind="stable")[:_N_FEATURES].tolist()
    return [
        {
            "feature": names[at],
            "before_milli": _milli(before.get(names[at])),
            "now_milli": _milli(now.get(names[at])),
            "step_milli": round(float(steps[at]) * 1000),
        }
        for at in order
        if abs(steps[at]) >= _LEAST_STEP
    ]


def _milli(value: float | None) -> int | None:
    return None if value is None else round(value * 1000)
