"""Different brands bought in the last 365 days."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import grouped, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["brands"]
    person, _ = grouped(rows, window(people, "brands", 365))
    return np.bincount(person, minlength=len(people)).astype(np.float64)


FEATURE = Feature(
    name="brands_year",
    zh="购买品牌数",
    en="brands bought",
    unit="brands",
    range=(0.0, FOREVER),
    meaning_zh="近365天购买过的不同品牌数",
    meaning_en="different brands bought in the last 365 days",
    needs=("brands",),
    compute=_compute,
    columns=("brand",),
    events=frozenset({"order_line_recorded"}),
    theme="brand",
    high=Word("爱尝新品牌", "try many brands"),
)
