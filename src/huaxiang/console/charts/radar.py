"""The radar of a person among the segment and everybody, in percent ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from huaxiang.console.charts.palette import ACCENT, FAINT, FONT, LINE, SOFT, WARM

__all__ = ["LEAST_AXES", "radar"]

LEAST_AXES = 3
_HALF = 50.0


def radar(rows: Sequence[Mapping[str, Any]], *, names: tuple[str, str, str]) -> dict[str, Any]:
    """ECharts option of the radar.

    Args:
        rows: label, rank and segment_rank (0..1, None without a segment) of each axis, at least three.
        names: What the lines of person, segment and everybody are called; everybody's is the ring at 50.
    """
    person, segment, everyone = names
    lines = [
        _line(everyone, [_HALF] * len(rows), FAINT, dash="dashed"),
        _line(person, [_percent(row["rank"]) for row in rows], ACCENT, area=0.14),
    ]
    if any(row["segment_rank"] is not None for row in rows):
        ranks = [_HALF if row["segment_rank"] is None else _percent(row["segment_rank"]) for row in rows]
        lines.insert(1, _line(segment, ranks, WARM))
    return {
        "textStyle": {"fontFamily": FONT},
        "animationDuration": 300,
        "color": [ACCENT, WARM, FAINT],
        "legend": {
            "bottom": 0,
            "itemWidth": 18,
            "itemHeight": 8,
            "data": [line["name"] for line in reversed(lines)],
            "textStyle": {"color": SOFT, "fontSize": 12, "width": 150, "overflow": "truncate"},
        },
        "tooltip": {"confine": True},
        "radar": {
            "indicator": [{"name": row["label"], "max": 100, "min": 0} for row in rows],
            "center": ["50%", "46%"],
            "radius": "58%",
            "splitNumber": 4,
            "axisNameGap": 8,
            "axisName": {"color": SOFT, "fontSize": 12, "width": 72, "overflow": "break", "lineHeight": 14},
            "splitLine": {"lineStyle": {"color": LINE}},
            "splitArea": {"show": False},
            "axisLine": {"lineStyle": {"color": LINE}},
        },
        "series": [{"type": "radar", "symbolSize": 5, "data": lines}],
    }


def _percent(share: float) -> float:
    return round(share * 100, 1)


def _line(name: str, values: list[float], colour: str, *, dash: str = "solid", area: float = 0.0) -> dict[str, Any]:
    line: dict[str, Any] = {
        "name": name,
        "value": values,
        "itemStyle": {"color": colour},
        "lineStyle": {"color": colour, "width": 2 if dash == "solid" else 1.2, "type": dash},
    }
    if dash != "solid":
        line["symbol"] = "none"
    if area:
        line["areaStyle"] = {"color": colour, "opacity": area}
    return line
