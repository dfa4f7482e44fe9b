"""How stable and how clear each number of segments was, and which was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from huaxiang.console.charts.palette import ACCENT, FONT, LINE, SOFT, WARM

__all__ = ["stability_chart"]


def stability_chart(curve: Sequence[Mapping[str, Any]], *, chosen: int, words: Mapping[str, str]) -> dict[str, Any]:
    """ECharts option of two lines over the number of segments.

    Args:
        curve: n_segments, stability_ari and silhouette of each number tried.
        chosen: The number that was chosen.
        words: What `stability`, `silhouette`, `number` and `chosen` are called.
    """
    numbers = [str(each["n_segments"]) for each in curve]
    mark = {
        "silent": True,
        "symbol": "none",
        "label": {"formatter": words["chosen"], "color": SOFT},
        "lineStyle": {"color": SOFT, "type": "dashed"},
        "data": [{"xAxis": str(chosen)}] if str(chosen) in numbers else [],
    }
    lines = [
        _line(words["stability"], [each["stability_ari"] for each in curve], ACCENT),
        _line(words["silhouette"], [each["silhouette"] for each in curve], WARM),
    ]
    return {
        "textStyle": {"fontFamily": FONT},
        "animationDuration": 300,
        "legend": {"top": 0, "right": 0, "textStyle": {"color": SOFT}},
        "tooltip": {"trigger": "axis", "confine": True},
        "grid": {"left": 42, "right": 16, "top": 44, "bottom": 44},
        "xAxis": {
            "type": "category",
            "data": numbers,
            "name": words["number"],
            "nameLocation": "middle",
            "nameGap": 28,
            "nameTextStyle": {"color": SOFT},
            "axisLabel": {"color": SOFT},
            "axisLine": {"lineStyle": {"color": LINE}},
        },
        "yAxis": {
            "type": "value",
            "min": 0,
            "max": 1,
            "axisLabel": {"color": SOFT},
            "splitLine": {"lineStyle": {"color": LINE}},
        },
        "series": [{**lines[0], "markLine": mark}, lines[1]],
    }


def _line(name: str, values: list[float], colour: str) -> dict[str, Any]:
    return {
        "name": name,
        "type": "line",
        "data": [round(value, 3) for value in values],
        "symbolSize": 6,
        "lineStyle": {"color": colour, "width": 2},
        "itemStyle": {"color": colour},
    }
