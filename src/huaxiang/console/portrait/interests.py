"""The interests of a person as a sunburst with its legend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from nicegui import events, ui

from huaxiang.console.charts.sunburst import sunburst
from huaxiang.console.charts.theme import themed
from huaxiang.console.parts import empty, text
from huaxiang.console.visit import Visit

__all__ = ["show_interests"]


def show_interests(visit: Visit, tree: Sequence[Mapping[str, Any]], on_why: Callable[[str], Any]) -> None:
    """The sunburst of `views.portrait.interest_tree`; a click on a part with a tag calls `on_why` with its key."""
    if not tree:
        empty(visit.say("portrait.no_interests"), visit.say("portrait.no_interests_text"))
        return

    async def clicked(event: events.EChartPointClickEventArguments) -> None:
        node: Any = event.data
        key = node.get("key") if isinstance(node, dict) else None
        if key:
            await on_why(key)

    chart = ui.echart(themed(sunburst([_noted(visit, node) for node in tree])), on_point_click=clicked).classes(
        "hxp-sunburst"
    )
    chart.props(f'role=img aria-label="{visit.say("portrait.sunburst_aria")}"')
    seen = list(_leaves(tree))
    with ui.element("div").classes("hxp-legend"):
        for name, is_there in (
            ("proven", any(node["is_proven"] for node in seen)),
            ("unproven", any(not node["is_proven"] for node in seen)),
            ("avoid", any(node["is_avoided"] for node in seen)),
        ):
            if is_there:
                with ui.element("span").classes("hxp-legend-item"):
                    ui.element("i").classes(f"hxp-swatch hxp-swatch-{name}")
                    text(visit.say(f"portrait.legend_{name}"))


def _noted(visit: Visit, node: Mapping[str, Any]) -> dict[str, Any]:
    state = visit.say("portrait.proven" if node["is_proven"] else "portrait.unproven")
    told = [
        " › ".join(node["path"]),
        f"{visit.say('portrait.node_strength', n=node['strength'])} · {state}",
        *node["tags"],
    ]
    children = [_noted(visit, child) for child in node["children"]]
    return {**node, "note": "<br>".join(_escaped(each) for each in dict.fromkeys(told)), "children": children}


def _escaped(words: str) -> str:
    """Words for a tooltip that is read as HTML and has its own places in braces."""
    for sign, name in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("{", "&#123;"), ("}", "&#125;")):
        words = words.replace(sign, name)
    return words


def _leaves(tree: Sequence[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
    for node in tree:
        if node["key"] is not None:
            yield node
        yield from _leaves(node["children"])
