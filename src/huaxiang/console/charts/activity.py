"""The strip of a person's days: how much was done, and where orders, returns and texts lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from huaxiang.console.charts.palette import ACCENT, FONT, GOOD, LINE, SOFT, WARM

__all__ = ["activity"]

_DAY_MS = 86_400_000
_MARKS = (("n_orders", "circle", GOOD, 11), ("n_returns", "triangle", WARM, 11), ("n_texts", "diamond", "#8a4fc4", 10))


def activity(days: Sequence[Mapping[str, Any]], *, names: Mapping[str, str], first: str, last: str) -> dict[str, Any]:
    """ECharts option of the strip.

    Args:
        days: day (ISO date), n_events, n_orders, n_returns and n_texts, sorted; days without anything are left out.
        names: Words for n_events, n_orders, n_returns and n_texts.
        first: First day of the axis.
        last: Last day of the axis.
    """
    most = max((day["n_events"] for day in days), default=1)
    bars = {
        "type": "bar",
        "name": names["n_events"],
        "data": [[day["day"], day["n_events"]] for day in days],
        "barWidth": 4,
        "itemStyle": {"color": ACCENT, "opacity": 0.55, "borderRadius": 1},
    }
    marks = [
        {
            "type": "scatter",
            "name": names[column],
            "symbol": symbol,
            "symbolSize": size,
            "data": [[day["day"], most * 1.18, day[column]] for day in days if day[column]],
            "itemStyle": {"color": colour},
            "tooltip": {"formatter": names[column]},
        }
        for column, symbol, colour, size in _MARKS
    ]
    return {
        "textStyle": {"fontFamily": FONT},
        "animationDuration": 300,
        "grid": {"left": 8, "right": 12, "top": 30, "bottom": 22, "containLabel": False},
        "legend": {"top": 0, "left": 0, "itemWidth": 11, "itemHeight": 9, "textStyle": {"color": SOFT, "fontSize": 12}},
        "tooltip": {"confine": True},
        "xAxis": {
            "type": "time",
            "min": first,
            "max": last,
            "minInterval": _DAY_MS,
            "axisLine": {"lineStyle": {"color": LINE}},
            "axisTick": {"show": False},
            "axisLabel": {"color": SOFT, "fontSize": 11, "formatter": "{MM}-{dd}", "hideOverlap": True},
        },
        "yAxis": {"type": "value", "show": False, "max": round(most * 1.4, 2)},
        "series": [bars, *marks],
    }
