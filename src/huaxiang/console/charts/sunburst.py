"""The sunburst of interests over three category levels: size is strength, hatching and paleness say unproven."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from huaxiang.console.charts.palette import BRANCHES, FAINT, FONT, INK, PAPER

__all__ = ["sunburst"]

_PALE = (0.62, 0.46, 0.34)
_SOLID = (1.0, 0.86, 0.72)
_HATCH = (
    "(()=>{const c=document.createElement('canvas');c.width=c.height=10;const g=c.getContext('2d');"
    "g.fillStyle='%s';g.fillRect(0,0,10,10);g.strokeStyle='rgba(255,255,255,.55)';g.lineWidth=1.5;g.beginPath();"
    "for(const d of[-10,0,10]){g.moveTo(d,10);g.lineTo(d+10,0)}g.stroke();return{image:c,repeat:'repeat'}})()"
)
"""Script that paints hatching: the sunburst reads no `decal`, and NiceGUI evaluates what stands under `:color`."""
_LEAST_ANGLE = 10
_LABEL = {"minAngle": _LEAST_ANGLE, "fontSize": 11, "color": INK, "width": 48, "overflow": "truncate"}

_INNER = {"minAngle": 24, "rotate": 0, "fontSize": 12, "width": 64}
_HALO = {"textBorderColor": PAPER, "textBorderWidth": 2}


def sunburst(tree: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """ECharts option of the sunburst.

    Args:
        tree: First-level categories, each with name, strength (own and below, above 0), is_proven, is_avoided,
            key (of its own tag, None for a category without), note (for the tooltip) and children of the same shape.
    """
    coloured = [_node(each, BRANCHES[place % len(BRANCHES)], 0) for place, each in enumerate(tree)]
    return {
        "textStyle": {"fontFamily": FONT},
        "animationDuration": 300,
        "tooltip": {"confine": True, "formatter": "{b}"},
        "series": [
            {
                "type": "sunburst",
                "data": coloured,
                "radius": ["14%", "96%"],
                "nodeClick": False,
                "sort": None,
                "emphasis": {"focus": "ancestor"},
                "itemStyle": {"borderColor": PAPER, "borderWidth": 1.5},
                "label": _LABEL,
                "levels": [
                    {},
                    {"r0": "14%", "r": "42%", "label": {**_LABEL, **_INNER}},
                    {"r0": "42%", "r": "69%", "label": {**_LABEL, "rotate": "radial"}},
                    {"r0": "69%", "r": "96%", "label": {**_LABEL, "rotate": "radial", "fontSize": 10.5}},
                ],
            }
        ],
    }


def _node(each: Mapping[str, Any], colour: str, depth: int) -> dict[str, Any]:
    level = min(depth, len(_SOLID) - 1)
    own = FAINT if each["is_avoided"] else colour
    if each["is_proven"]:
        style, ink = {"color": own, "opacity": _SOLID[level]}, INK if each["is_avoided"] else "#fff"
    else:
        style, ink = {":color": _HATCH % own, "opacity": _PALE[level]}, INK
    node: dict[str, Any] = {
        "name": each["name"],
        "value": each["strength"],
        "key": each["key"],
        "itemStyle": style,
        "label": {"color": ink, **({} if each["is_proven"] else _HALO)},
        "tooltip": {"formatter": each["note"]},
    }
    if each["children"]:
        node["children"] = [_node(child, colour, depth + 1) for child in each["children"]]
    return node
