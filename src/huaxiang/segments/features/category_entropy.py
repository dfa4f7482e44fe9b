"""Entropy of touches over first-level categories in the last 180 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import FOREVER, Feature, Floats, Word
from huaxiang.segments.tallies import entropy, grouped, level_of, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["category_touches"]
    person, count = grouped(rows, window(people, "category_touches", 180), level_of(1))
    return entropy(len(people), person, count)


FEATURE = Feature(
    name="category_entropy",
    zh="品类熵",
    en="category entropy",
    unit="nats",
    range=(0.0, FOREVER),
    meaning_zh="近180天各一级类目行为次数的熵;无行为为未知",
    meaning_en="entropy of touches over first-level categories, last 180 days; unknown without a touch",
    needs=("category_touches",),
    compute=_compute,
    columns=("l1",),
    theme="breadth",
    high=Word("品类多元", "varied categories"),
    low=Word("品类专一", "focused category"),
)
