"""The segment of a person: name, probability, border case in words, and the radar against segment and everyone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from nicegui import ui

from huaxiang.console.charts.radar import LEAST_AXES, radar
from huaxiang.console.charts.theme import themed
from huaxiang.console.parts import button, empty, text
from huaxiang.console.portrait.words import measured, named
from huaxiang.console.shown import percent
from huaxiang.console.visit import Visit

__all__ = ["show_segment", "show_standing"]

_LEAST_OTHER = 0.05


def show_segment(visit: Visit, segment: Mapping[str, Any] | None, on_why: Callable[[str], Any]) -> None:
    """Name, probability and what the person is also like; `on_why` is called with the segment's tag."""
    if segment is None:
        empty(visit.say("portrait.no_segment"), visit.say("portrait.no_segment_text"))
        return
    share = percent(segment["probability"])
    with ui.element("div").classes("hxp-segment"):
        text(segment["name"], "hxp-segment-name", tag="strong")
        tone = "wait" if segment["is_border"] else "good"
        text(
            visit.say("portrait.border" if segment["is_border"] else "portrait.clear", percent=share),
            f"hx-chip hx-{tone}",
        )
    others = [each for each in segment["alternatives"] if each["probability"] >= _LEAST_OTHER]
    if others:
        told = [visit.say("portrait.other", name=each["name"], percent=percent(each["probability"])) for each in others]
        joint = "、" if visit.language == "zh" else ", "
        text(visit.say("portrait.also_like", others=joint.join(told)), "hxp-also", tag="p")
    button(visit.say("portrait.why_segment"), lambda: on_why(f"segment.{segment['id']}"), tone="quiet")


def show_standing(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> None:
    """Radar and table of `views.portrait.standing_of`."""
    if len(rows) < LEAST_AXES:
        empty(visit.say("portrait.too_few"), visit.say("portrait.too_few_text"))
        return
    axes = [{**row, "label": named(visit, "axis", row["feature"])} for row in rows]
    names = (visit.say("portrait.person"), visit.say("portrait.this_segment"), visit.say("portrait.everyone"))
    chart = ui.echart(themed(radar(axes, names=names))).classes("hxp-radar")
    chart.props(f'role=img aria-label="{visit.say("portrait.radar_aria")}"')
    text(visit.say("portrait.radar_note"), "hx-note", tag="p")
    with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table hxp-standing"):
        with ui.element("thead"), ui.element("tr"):
            text("", tag="th")
            text(names[0], "hx-n", tag="th")
            for name in names[1:]:
                text(name, "hx-n", tag="th")
            text(visit.say("portrait.place"), "hx-n", tag="th")
        with ui.element("tbody"):
            for row in axes:
                _figures(visit, row)


def _figures(visit: Visit, row: Mapping[str, Any]) -> None:
    with ui.element("tr"):
        text(row["label"], tag="td").tooltip(row["meaning"])
        for column in ("value", "segment_value", "everyone_value"):
            text(measured(visit, row[column], row["unit"]), "hx-n", tag="td")
        text(percent(row["below"]), "hx-n", tag="td")
