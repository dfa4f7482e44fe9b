"""Share of the most clicked zone among clicks of the last 90 days."""

from __future__ import annotations

from functools import partial

from huaxiang.segments.features.base import Feature, Word
from huaxiang.segments.formulas import top_share

__all__ = ["FEATURE"]

FEATURE = Feature(
    name="top_zone_click_share",
    zh="热区点击占比",
    en="top zone click share",
    unit="share",
    range=(0.0, 1.0),
    meaning_zh="近90天点击最多的页面区域 ÷ 有区域的点击",
    meaning_en="clicks on the most clicked zone ÷ clicks with a zone, last 90 days",
    needs=("zone_clicks",),
    compute=partial(top_share, fold="zone_clicks", days=90),
    columns=("zone",),
    events=frozenset({"element_clicked", "product_clicked"}),
    theme="clicks",
    high=Word("只点一处", "click one zone"),
    low=Word("到处点", "click everywhere"),
)
