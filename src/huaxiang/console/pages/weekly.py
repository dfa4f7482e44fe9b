"""The Monday page at `/weekly`: sales of seven days, segments, stages and their movement, RFM and retention."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from huaxiang.console.frame import frame
from huaxiang.console.parts import Section, button, card, empty, figure, text
from huaxiang.console.reads import Reads
from huaxiang.console.shown import count, money, percent
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.views.rfm import SCORES
from huaxiang.console.views.weekly import weekly
from huaxiang.console.visit import Visit
from huaxiang.service.state import Service

__all__ = ["add"]

_STYLE = Path(__file__).parent.parent / "assets" / "weekly.css"
_MOST_FLOWS = 6


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/weekly")
    def page(request: Request) -> None:
        """The Monday page."""
        visit = Visit.of(service, reads, request)
        ui.add_css(_STYLE)
        with frame(visit, active="weekly", title=visit.say("weekly.title"), note=visit.say("weekly.lead")):
            if visit.is_built:
                Section(visit, partial(_show, visit), weekly)
            else:
                show_unbuilt(visit)


def _show(visit: Visit, told: Mapping[str, Any]) -> None:
    _said(visit, told["sentences"])
    _week(visit, told)
    _segments(visit, told["segments"])
    with _div("hx-columns hx-halves"):
        for group in ("life_cycle", "aipl"):
            with card(visit.say(f"weekly.{group}"), visit.say(f"weekly.{group}_note"), classes="hxw-stages"):
                _stages(visit, group, told[group])
    if not told["rfm"]["n_people"]:
        with card(visit.say("weekly.rfm")):
            empty(visit.say("weekly.nobody"), visit.say("weekly.nobody_do"))
        return
    with card(visit.say("weekly.rfm"), visit.say("weekly.rfm_note")), _div("hx-columns hx-halves"):
        _grid(visit, told["rfm"], told["currency"])
        _groups(visit, told["rfm"]["groups"])
    with card(visit.say("weekly.retention"), visit.say("weekly.retention_note")):
        _retention(visit, told["cohorts"])


def _said(visit: Visit, sentences: Sequence[str]) -> None:
    with card(visit.say("weekly.said"), classes="hxw-said"):
        for sentence in sentences:
            text(sentence, tag="p")
        joint = "" if visit.language == "zh" else " "
        button(visit.say("weekly.copy"), partial(_copy, visit, joint.join(sentences)), tone="quiet")


def _copy(visit: Visit, words: str) -> None:
    ui.clipboard.write(words)
    ui.notify(visit.say("weekly.copied"))


def _week(visit: Visit, told: Mapping[str, Any]) -> None:
    now, before, language = told["now"], told["before"], visit.language
    with ui.element("div").classes("hx-grid"):
        net, was = (money(each["net_minor"], told["currency"], language) for each in (now, before))
        figure(net, visit.say("weekly.net"), visit.say("weekly.was", value=was))
        for name in ("orders", "new_buyers", "new_people"):
            value, was = (count(each[f"n_{name}"], language) for each in (now, before))
            figure(value, visit.say(f"weekly.{name}"), visit.say("weekly.was", value=was))


def _div(classes: str) -> ui.element:
    return ui.element("div").classes(classes)


def _table(heads: Sequence[str]) -> ui.element:
    table = ui.element("table").classes("hx-table")
    with table, ui.element("thead"), ui.element("tr"):
        for at, head in enumerate(heads):
            text(head, "hx-n" if at else "", tag="th")
    return table


def _cells(values: Sequence[str]) -> None:
    for value in values:
        text(value, "hx-n", tag="td")


def _segments(visit: Visit, segments: Sequence[Mapping[str, Any]]) -> None:
    names = ("name", "people", "share", "net_share", "moved_in", "moved_out")
    heads = [visit.say(f"weekly.{name}") for name in names]
    titled = card(visit.say("weekly.segments"), visit.say("weekly.segments_note"))
    with titled, _div("hx-scroll hxw-segments"), _table(heads), ui.element("tbody"):
        for each in segments:
            with ui.element("tr"):
                with ui.element("td"):
                    ui.link(each["name"], "/segments")
                    if each["traits"]:
                        text(visit.listed(each["traits"]), "hx-note", tag="div")
                moved = [count(each[name], visit.language) for name in ("n_in", "n_out")]
                shares = [percent(each["share"]), percent(each["net_share"])]
                _cells([count(each["n_people"], visit.language), *shares, *moved])


def _stages(visit: Visit, group: str, movement: Mapping[str, Any] | None) -> None:
    if movement is None:
        text(visit.say("weekly.unknown"), "hx-note", tag="p")
        return
    then = visit.say("weekly.then", days=movement["days"])
    heads = [visit.say("weekly.stage"), then, visit.say("weekly.now"), visit.say("weekly.change")]
    labels = {row["slug"]: row["label"] or visit.say(f"weekly.none_{group}") for row in movement["stages"]}
    with _div("hx-scroll"), _table(heads), ui.element("tbody"):
        for row in movement["stages"]:
            if row["slug"]:
                with ui.element("tr"):
                    with ui.element("td"):
                        asked = urlencode({"expression": f"tag({group}.{row['slug']})"})
                        ui.link(row["label"], f"/audiences?{asked}").tooltip(row["text"])
                    change = row["n_now"] - row["n_then"]
                    shown = f"{'+' if change > 0 else '−' if change < 0 else ''}{count(abs(change), visit.language)}"
                    _cells([count(row["n_then"], visit.language), count(row["n_now"], visit.language), shown])
    flows = movement["flows"][:_MOST_FLOWS]
    if flows:
        text(visit.say("weekly.flows"), "hx-group-title", tag="h3")
        for row in flows:
            with ui.element("div").classes("hx-spread hxw-flow"):
                text(visit.say("weekly.flow", was=labels[row["from_stage"]], now=labels[row["to_stage"]]))
                text(count(row["n_people"], visit.language), "hx-n")


def _grid(visit: Visit, rfm: Mapping[str, Any], currency: str) -> None:
    cells = {(row["r"], row["f"]): row for row in rfm["cells"]}
    most = max(row["n_people"] for row in rfm["cells"])
    with _div("hx-scroll"), ui.element("table").classes("hxw-grid"):
        with ui.element("thead"), ui.element("tr"):
            text("", tag="th")
            for f in range(1, SCORES + 1):
                text(visit.say("weekly.rfm_f", n=f), tag="th")
        with ui.element("tbody"):
            for r in range(SCORES, 0, -1):
                with ui.element("tr"):
                    text(visit.say("weekly.rfm_r", n=r), tag="th")
                    for f in range(1, SCORES + 1):
                        row = cells.get((r, f))
                        if row is None:
                            text("·", "hxw-none", tag="td")
                        else:
                            cell = text(count(row["n_people"], visit.language), tag="td")
                            _tint(cell, row["n_people"] / most)
                            cell.tooltip(money(row["net_minor"], currency, visit.language))


def _tint(cell: ui.element, share: float) -> None:
    """A background as strong as the share, the words dark enough on all of it."""
    cell.style(f"background: color-mix(in srgb, var(--hx-accent) {6 + 34 * share:.0f}%, transparent)")


def _groups(visit: Visit, groups: Sequence[Mapping[str, Any]]) -> None:
    heads = [visit.say(f"weekly.{name}") for name in ("group", "people", "share", "net_share")]
    with _div("hx-scroll"), _table(heads), ui.element("tbody"):
        for row in groups:
            with ui.element("tr"):
                with ui.element("td"):
                    asked = urlencode({"expression": f"tag({row['key']})"})
                    ui.link(row["label"], f"/audiences?{asked}").tooltip(row["text"])
                _cells([count(row["n_people"], visit.language), percent(row["share"]), percent(row["net_share"])])


def _retention(visit: Visit, cohorts: Sequence[Mapping[str, Any]]) -> None:
    most = max((share for row in cohorts for share in row["shares"] if share is not None), default=0.0)
    n_months = max((len(row["shares"]) for row in cohorts), default=0)
    heads = [visit.say("weekly.cohort"), visit.say("weekly.people")]
    heads += [visit.say("weekly.month_after", n=at) for at in range(1, n_months + 1)]
    with _div("hx-scroll"), _table(heads).classes("hxw-cohorts"), ui.element("tbody"):
        for row in cohorts:
            with ui.element("tr"):
                text(row["month"], tag="td")
                _cells([count(row["n_people"], visit.language)])
                for share in row["shares"]:
                    cell = text("–" if share is None else percent(share), "hx-n", tag="td")
                    if share and most:
                        _tint(cell, share / most)
