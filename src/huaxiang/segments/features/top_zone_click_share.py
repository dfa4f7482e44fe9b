"""Share of the most clicked zone among clicks of the last 90 days."""

from __future__ import annotations

from huaxiang.folds.people import People
from huaxiang.segments.features.base import Feature, Floats, Word
from huaxiang.segments.tallies import grouped, largest, ratio, times, window

__all__ = ["FEATURE"]


def _compute(people: People) -> Floats:
    rows = people.folds["zone_clicks"]
    chosen = window(people, "zone_clicks", 90)
    person, count = grouped(rows, chosen)
    return ratio(largest(len(people), person, count), times(rows, chosen))


FEATURE = Feature(
    name="top_zone_click_share",
    zh="热区点击占比",
    en="top zone click share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天点击最多的页面区域 ÷ 有区域的点击",
    meaning_en="clicks on the most clicked zone ÷ clicks with a zone, last 90 days",
    needs=("zone_clicks",),
    compute=_compute,
    columns=("zone",),
    events=frozenset({"element_clicked", "product_clicked"}),
    theme="clicks",
    high=Word("只点一处", "click one zone"),
    low=Word("到处点", "click everywhere"),
)
