"""The segments at `/segments`: a table, a card for each with radar and TGI, how they came about, and who moved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from nicegui import ui

from huaxiang.console.charts.radar import LEAST_AXES, radar
from huaxiang.console.charts.segment_picture import segment_picture
from huaxiang.console.charts.stability import stability_chart
from huaxiang.console.charts.theme import themed
from huaxiang.console.frame import frame
from huaxiang.console.parts import Section, bar, button, card, chip, empty, text
from huaxiang.console.portrait.words import measured, named
from huaxiang.console.reads import Reads
from huaxiang.console.shown import count, moment, money, percent
from huaxiang.console.typography import set_words
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.views.sales import built_at
from huaxiang.console.views.segment_pages import segment_pages
from huaxiang.console.views.segments import segment_board
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError
from huaxiang.project.opening import Project
from huaxiang.project.readable import Readable
from huaxiang.project.renaming import rename_segment
from huaxiang.service.state import Service

__all__ = ["add"]

_STYLE = Path(__file__).parent.parent / "assets" / "segments.css"
_LEAST_PEOPLE = 30
_FULL_TGI = 300
_TABLE_AXES = 4


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/segments")
    def segments(request: Request) -> None:
        """The segments."""
        visit = Visit.of(service, reads, request)
        ui.add_css(_STYLE)
        ui.add_head_html('<script src="/assets/picture.js"></script>')
        with frame(visit, active="segments", title=visit.say("segments.title"), note=visit.say("segments.lead")):
            if visit.is_built:
                _Page(visit)
            else:
                show_unbuilt(visit)


class _Page:
    """One visitor's board."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._board = Section(visit, self._show, _board)

    def _show(self, board: Mapping[str, Any]) -> None:
        visit = self._visit
        if not board["segments"]:
            empty(visit.say("overview.segments_empty"), visit.say("overview.segments_empty_do"))
            return
        with card(visit.say("segments.table"), visit.say("segments.table_note", days=board["days"])):
            _table(visit, board)
        for each in board["segments"]:
            self._card(each, board)
        if board["fit"] is not None:
            _origin(visit, board["fit"])
        _moves(visit, board["moved"])

    def _card(self, segment: Mapping[str, Any], board: Mapping[str, Any]) -> None:
        visit = self._visit
        with card(classes="hxs-segment") as place:
            place.props(f"data-segment={segment['id']}")
            with ui.element("div").classes("hx-columns hx-halves"):
                with ui.element("div").classes("hx-stack"):
                    self._name(segment)
                    text(_sentence(visit, segment, board["days"]), tag="p")
                    if segment["traits"]:
                        told = visit.listed(segment["traits"])
                        text(visit.say("segments.apart", traits=told), "hx-note", tag="p")
                    _tgi(visit, segment, board["people"])
                    with ui.element("div").classes("hx-row"):
                        asked = urlencode({"expression": f"segment({segment['id']})"})
                        ui.link(visit.say("segments.to_audience"), f"/audiences?{asked}").classes("hxs-go")
                        ui.link(visit.say("segments.to_people"), f"/people?segment={segment['id']}")
                        button(visit.say("segments.copy"), partial(_copy, visit, segment["text"]), tone="quiet")
                        button(visit.say("segments.picture"), partial(_picture, visit, segment, board), tone="quiet")
                with ui.element("div"):
                    _radar(visit, segment)

    def _name(self, segment: Mapping[str, Any]) -> None:
        visit = self._visit
        place = ui.element("div").classes("hxs-name")

        def show() -> None:
            place.clear()
            with place:
                text(segment["name"], "hxs-title", tag="h2")
                button(visit.say("segments.rename"), edit, tone="quiet")

        def edit() -> None:
            place.clear()
            with place:
                field = ui.input(label=visit.say("segments.new_name"), value=segment["name"]).classes("hxs-input")
                field.props("outlined dense maxlength=40 autofocus")
                wrong = text("", "hx-note hxs-wrong", tag="p").props("role=alert")
                with ui.element("div").classes("hx-row"):
                    button(visit.say("segments.save"), partial(self._rename, segment["id"], field, wrong))
                    button(visit.say("segments.cancel"), show, tone="quiet")

        show()

    async def _rename(self, segment: str, field: Any, wrong: ui.element) -> None:
        visit = self._visit
        folder = visit.service.readings.project.folder
        try:
            await visit.reads.off_loop(_renamed, folder, segment, str(field.value), visit.user)
        except HuaxiangError as error:
            wrong.clear()
            with wrong:
                ui.label(str(error)).classes("hx-plain")
            return
        visit.reads.forget()
        await self._board.refresh()


def _board(project: Readable) -> dict[str, Any]:
    return {**segment_board(project), "segments": segment_pages(project), "built_at": built_at(project)}


def _renamed(folder: Path, segment: str, name: str, user: str) -> None:
    rename_segment(Project.open(folder), segment, name, by=user or "console")


def _copy(visit: Visit, words: str) -> None:
    ui.clipboard.write(words)
    ui.notify(visit.say("segments.copied"))


def _picture(visit: Visit, segment: Mapping[str, Any], board: Mapping[str, Any]) -> None:
    """Hands the segment's page to the browser as a PNG."""
    language, joint = visit.language, visit.say("frame.list_comma")
    figures = [
        (visit.say("segments.people"), count(segment["n_people"], language)),
        (visit.say("segments.share"), percent(segment["share"])),
        (visit.say("segments.net_of", days=board["days"]), money(segment["net_minor"], board["currency"], language)),
        (visit.say("segments.net"), percent(segment["net_share"])),
    ]
    traits, examples = joint.join(segment["traits"]), joint.join(segment["examples"])
    words = {
        "apart": visit.say("segments.page_apart", traits=traits) if traits else "",
        "tgi": visit.say("segments.tgi") if segment["n_people"] >= _LEAST_PEOPLE else "",
        "examples": visit.say("segments.page_examples", examples=examples) if examples else "",
        "foot": f"{visit.project_name} · {visit.say('frame.as_of', at=moment(board['built_at'], visit.zone))}",
    }
    svg = segment_picture(segment, figures=figures, words=words)
    ui.run_javascript(f"hxPicture({json.dumps(svg)}, {json.dumps(segment['name'] + '.png')})")


def _table(visit: Visit, board: Mapping[str, Any]) -> None:
    axes = board["segments"][0]["axes"][:_TABLE_AXES]
    with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table"):
        with ui.element("thead"), ui.element("tr"):
            text(visit.say("segments.name"), tag="th")
            for name in ("people", "share", "net"):
                text(visit.say(f"segments.{name}"), "hx-n", tag="th")
            for axis in axes:
                text(named(visit, "axis", axis["feature"]), "hx-n", tag="th").tooltip(axis["meaning"])
        with ui.element("tbody"):
            for each in board["segments"]:
                values = {axis["feature"]: axis for axis in each["axes"]}
                with ui.element("tr"):
                    text(each["name"], tag="td")
                    text(count(each["n_people"], visit.language), "hx-n", tag="td")
                    text(percent(each["share"]), "hx-n", tag="td")
                    text(percent(each["net_share"]), "hx-n", tag="td")
                    for axis in axes:
                        own = values.get(axis["feature"])
                        shown = "–" if own is None else measured(visit, own["value"], own["unit"])
                        text(shown, "hx-n", tag="td")
            with ui.element("tr").classes("hxs-everyone"):
                text(visit.say("segments.everyone"), tag="td")
                for _ in range(3):
                    text("", tag="td")
                for axis in axes:
                    text(measured(visit, axis["everyone_value"], axis["unit"]), "hx-n", tag="td")


def _sentence(visit: Visit, segment: Mapping[str, Any], days: int) -> str:
    people, share = count(segment["n_people"], visit.language), percent(segment["share"])
    if segment["net_share"] is None:
        return visit.say("segments.sentence_plain", people=people, share=share)
    net = percent(segment["net_share"])
    return visit.say("segments.sentence", people=people, share=share, net=net, days=days)


def _tgi(visit: Visit, segment: Mapping[str, Any], n_everyone: int) -> None:
    text(visit.say("segments.tgi"), "hx-group-title", tag="h3")
    if segment["n_people"] < _LEAST_PEOPLE:
        text(visit.say("segments.tgi_hidden"), "hx-note", tag="p")
    elif not segment["leading"]:
        text(visit.say("segments.tgi_none"), "hx-note", tag="p")
    else:
        for each in segment["leading"]:
            with ui.element("div").classes("hx-share hxs-tgi"):
                text(each["label"], "hx-share-label")
                bar(each["tgi"] / _FULL_TGI, "accent")
                text(str(each["tgi"]), "hx-share-value")
        figures = {"n": count(segment["n_people"], visit.language), "all": count(n_everyone, visit.language)}
        text(visit.say("segments.tgi_note", **figures), "hx-note", tag="p")


def _radar(visit: Visit, segment: Mapping[str, Any]) -> None:
    if len(segment["axes"]) < LEAST_AXES:
        empty(visit.say("portrait.too_few"), visit.say("portrait.too_few_text"))
        return
    axes = [{**axis, "label": named(visit, "axis", axis["feature"]), "segment_rank": None} for axis in segment["axes"]]
    names = (segment["name"], "", visit.say("portrait.everyone"))
    chart = ui.echart(themed(radar(axes, names=names))).classes("hxs-radar")
    chart.props(f'role=img aria-label="{visit.say("segments.radar_aria")}"')
    text(visit.say("segments.radar_note"), "hx-note", tag="p")


def _origin(visit: Visit, fit: Mapping[str, Any]) -> None:
    told = fit["explanation_zh" if visit.language == "zh" else "explanation_en"]
    with card(visit.say("segments.origin"), set_words(told, visit.language), classes="hxs-origin"):
        with ui.element("div").classes("hx-row"):
            if fit["stability_ari"] is not None:
                chip(visit.say("segments.stable", ari=f"{fit['stability_ari']:.2f}"), "good")
            if fit["sure_share"] is not None:
                chip(visit.say("segments.border", share=percent(1.0 - fit["sure_share"]))).tooltip(
                    visit.say("segments.border_note")
                )
            chip(visit.say("segments.outliers", share=percent(fit["outlier_share"])))
            if fit["n_kept_out"]:
                chip(visit.say("segments.kept_out", n=count(fit["n_kept_out"], visit.language)), "wait")
        sample = count(fit["n_sample"], visit.language)
        text(visit.say("segments.sample", sample=sample, features=fit["n_features"]), "hx-note", tag="p")
        if len(fit["curve"]) > 1:
            _curve(visit, fit)


def _curve(visit: Visit, fit: Mapping[str, Any]) -> None:
    chosen = len(fit["lines"])
    text(visit.say("segments.curve", n=chosen), "hx-group-title", tag="h3")
    words = {name: visit.say(f"segments.{name}") for name in ("stability", "silhouette", "number", "chosen")}
    chart = ui.echart(themed(stability_chart(fit["curve"], chosen=chosen, words=words))).classes("hxs-curve")
    chart.props(f'role=img aria-label="{visit.say("segments.curve_aria")}"')


def _moves(visit: Visit, moved: list[dict[str, Any]]) -> None:
    with card(visit.say("segments.moved"), visit.say("segments.moved_note")):
        if not moved:
            empty(visit.say("segments.moved_none"), visit.say("segments.moved_none_do"))
            return
        with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table"):
            with ui.element("thead"), ui.element("tr"):
                text(visit.say("segments.from"), tag="th")
                text(visit.say("segments.to"), tag="th")
                for name in ("people", "by_behaviour", "by_model"):
                    text(visit.say(f"segments.{name}"), "hx-n", tag="th")
            with ui.element("tbody"):
                for row in moved:
                    with ui.element("tr"):
                        text(row["from_name"], tag="td")
                        text(row["to_name"], tag="td")
                        for name in ("n_people", "by_behaviour", "by_model"):
                            text(count(row[name], visit.language), "hx-n", tag="td")
