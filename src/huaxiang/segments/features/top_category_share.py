"""Share of the most touched first-level category in the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import grouped, largest, level_of, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["category_touches"]
    chosen = window(people, "category_touches", 180)
    person, count = grouped(rows, chosen, level_of(1))
    return ratio(largest(len(people), person, count), times(rows, chosen))


FEATURE = Feature(
    name="top_category_share",
    zh="首位品类占比",
    en="top category share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近180天行为最多的一级类目次数 ÷ 全部品类行为次数",
    meaning_en="touches of the most touched first-level category ÷ all touches, last 180 days",
    needs=("category_touches",),
    compute=_compute,
    columns=("l1",),
    theme="breadth",
    high=Word("品类专一", "focused category"),
    low=Word("品类多元", "varied categories"),
)
