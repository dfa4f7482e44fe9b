"""Median hours from the first touch of a category to its purchase within 30 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    minutes = np.array(people.replays["decisions"], dtype=np.int64).reshape(-1)
    return np.where(minutes >= 0, minutes / 60.0, np.nan)


FEATURE = Feature(
    name="decision_hours",
    zh="决策时长",
    en="decision hours",
    unit="hours",
    range=(0.0, 720.0),
    meaning_zh="近30天从首次接触叶类目到购买该类目的小时数的中位数;没有这样的购买为未知",
    meaning_en="median hours from the first touch of a leaf category to its purchase, last 30 days",
    needs=("decisions",),
    compute=_compute,
    columns=("l1",),
    events=frozenset({"order_line_recorded"}),
    theme="decision",
    high=Word("长周期决策", "decide slowly"),
    low=Word("快速决策", "decide fast"),
)
