"""Orders by day as bars, promotions of the calendar shaded behind them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from huaxiang.console.charts.palette import ACCENT, FONT, LINE, SOFT, WARM
from huaxiang.domain.money import minor_digits

__all__ = ["orders_chart"]


_DAYS = {"color": SOFT, "hideOverlap": True, "alignMinLabel": "left", "alignMaxLabel": "right"}
_LEAST_DAYS = 14
"""Promotions that begin nearer to the one before are shaded without a name: the names would lie upon each other."""


def orders_chart(found: Mapping[str, Any], *, words: Mapping[str, str]) -> dict[str, Any]:
    """ECharts options of `views.curve.daily_orders`.

    Args:
        words: Names of the two lines: `orders` and `net`.
    """
    digits = minor_digits(found["currency"])
    net = [round(minor / 10**digits, digits) for minor in found["net"]]
    axis = {"axisLine": {"show": False}, "axisTick": {"show": False}, "axisLabel": {"color": SOFT}}
    return {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 8, "top": 48, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"data": [words["orders"], words["net"]], "right": 0, "top": 0, "textStyle": {"color": SOFT}},
        "xAxis": {"type": "category", "data": found["days"], **axis, "axisLabel": _DAYS},
        "yAxis": [
            {"type": "value", "minInterval": 1, "splitLine": {"lineStyle": {"color": LINE}}, **axis},
            {"type": "value", "splitLine": {"show": False}, **axis},
        ],
        "series": [
            {
                "name": words["orders"],
                "type": "bar",
                "data": found["orders"],
                "itemStyle": {"color": ACCENT, "borderRadius": [2, 2, 0, 0]},
                "markArea": {
                    "silent": True,
                    "itemStyle": {"color": "rgba(194, 84, 45, .08)"},
                    "label": {"color": WARM, "fontSize": 12, "position": "top"},
                    "data": _areas(found["promotions"]),
                },
            },
            {
                "name": words["net"],
                "type": "line",
                "yAxisIndex": 1,
                "data": net,
                "showSymbol": False,
                "lineStyle": {"color": WARM, "width": 1.5},
                "itemStyle": {"color": WARM},
            },
        ],
    }


def _areas(promotions: Sequence[Mapping[str, str]]) -> list[list[dict[str, str]]]:
    areas, named = [], date.min
    for each in promotions:
        start = date.fromisoformat(each["start"])
        is_named = (start - named).days >= _LEAST_DAYS
        named = start if is_named else named
        areas.append([{"name": each["label"] if is_named else "", "xAxis": each["start"]}, {"xAxis": each["end"]}])
    return areas
