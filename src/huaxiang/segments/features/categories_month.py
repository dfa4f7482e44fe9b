"""Categories touched in a month."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["category_touches"]
    at = np.flatnonzero(window(people, "category_touches", 90))
    block = (people.day - rows.bucket[at]) // 30
    # the newest bucket of a key comes last in each of its blocks, so a new block is a new (person, key, block)
    cells = np.stack([rows.person[at], rows.keys.codes[at], block])
    is_new = np.any(np.diff(cells, axis=1, prepend=-1) != 0, axis=0)
    return np.bincount(rows.person[at][is_new], minlength=len(people)) / 3.0


FEATURE = Feature(
    name="categories_month",
    zh="月均浏览品类数",
    en="categories browsed a month",
    unit="categories",
    range=(0.0, FOREVER),
    meaning_zh="近90天按30天一段,每段看过、加购、收藏或买过的不同叶子类目数,三段平均",
    meaning_en="distinct leaf categories touched in 30 days, mean of the last three such spans",
    needs=("category_touches",),
    compute=_compute,
    columns=("l1",),
    theme="breadth",
    high=Word("逛得广", "wide browsing"),
    low=Word("逛得窄", "narrow browsing"),
)
