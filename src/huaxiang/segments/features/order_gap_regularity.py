"""How regular the days between orders are."""

from __future__ import annotations

import numpy as np

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import window_local

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["order_days"]
    chosen = window_local(people, "order_days", 365)
    pairs = np.unique(np.stack([rows.person[chosen], rows.value[chosen]]), axis=1)
    is_gap = pairs[0][1:] == pairs[0][:-1]
    owner, gap = pairs[0][1:][is_gap], np.diff(pairs[1])[is_gap]
    n = np.bincount(owner, minlength=len(people)).astype(np.int64)
    total, squares = np.zeros_like(n), np.zeros_like(n)
    np.add.at(total, owner, gap)
    np.add.at(squares, owner, gap * gap)
    is_known = n >= 2
    spread = np.sqrt(np.maximum(n * squares - total * total, 0).astype(np.float64))
    variation = spread / np.where(is_known, total, 1)
    return np.where(is_known, np.maximum(1.0 - variation, 0.0), np.nan)


FEATURE = Feature(
    name="order_gap_regularity",
    zh="购买节奏规律度",
    en="order regularity",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="1 − 近365天购买间隔的变异系数(不低于0);少于三个下单日为未知",
    meaning_en="1 − variation coefficient of the gaps between order days of the last 365, at least 0",
    needs=("order_days",),
    compute=_compute,
    columns=("order_id",),
    events=frozenset({"order_completed"}),
    theme="rhythm",
    high=Word("购买规律", "regular"),
    low=Word("购买随机", "irregular"),
)
