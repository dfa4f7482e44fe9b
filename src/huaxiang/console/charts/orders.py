"""Orders by day as bars, promotions of the calendar shaded behind them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from huaxiang.console.charts.palette import ACCENT, FONT, LINE, SOFT, WARM
from huaxiang.domain.money import minor_digits

__all__ = ["orders_chart"]


def orders_chart(found: Mapping[str, Any], *, words: Mapping[str, str]) -> dict[str, Any]:
    """ECharts options of `views.curve.daily_orders`.

    Args:
        words: Names of the two lines: `orders` and `net`.
    """
    digits = minor_digits(found["currency"])
    net = [round(minor / 10**digits, digits) for minor in found["net"]]
    areas = [[{"name": each["label"], "xAxis": each["start"]}, {"xAxis": each["end"]}] for each in found["promotions"]]
    axis = {"axisLine": {"show": False}, "axisTick": {"show": False}, "axisLabel": {"color": SOFT}}
    return {
        "textStyle": {"fontFamily": FONT},
        "grid": {"left": 8, "right": 8, "top": 48, "bottom": 4, "containLabel": True},
        "tooltip": {"trigger": "axis", "confine": True},
        "legend": {"data": [words["orders"], words["net"]], "right": 0, "top": 0, "textStyle": {"color": SOFT}},
        "xAxis": {"type": "category", "data": found["days"], **axis, "axisLine": {"lineStyle": {"color": LINE}}},
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
                    "data": areas,
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
