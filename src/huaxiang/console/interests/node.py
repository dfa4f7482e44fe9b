"""The category that is chosen: what is said of it most, its newest texts, and the way to its audience."""

from __future__ import annotations

from urllib.parse import urlencode

from nicegui import ui

from huaxiang.console.interests.phrases import show_figures, show_marked
from huaxiang.console.parts import bar, chip, empty, text
from huaxiang.console.portrait.words import named
from huaxiang.console.shown import count, moment
from huaxiang.console.views.interest_node import NodeDetail, ReadText
from huaxiang.console.visit import Visit

__all__ = ["show_node"]


def show_node(visit: Visit, detail: NodeDetail) -> None:
    """A document of `views.interest_node.interest_node`."""
    if not detail.names:
        empty(visit.say("interests.unknown"), visit.say("interests.unknown_do"))
        return
    with ui.element("div").classes("hx-spread hxi-node-head"):
        text(" / ".join(detail.names), "hx-card-title", tag="h2")
        if detail.withheld is None:
            asked = urlencode({"expression": detail.expression})
            ui.link(visit.say("interests.to_audience"), f"/audiences?{asked}").classes("hxi-go")
    if detail.withheld is not None:
        with ui.element("p").classes("hx-row"):
            chip(visit.say(f"interests.sensitive.{detail.withheld.kind}"), "bad")
            text(visit.say(f"interests.withheld.{detail.withheld.reason}"))
        return
    _attributes(visit, detail)
    _texts(visit, detail)


def _attributes(visit: Visit, detail: NodeDetail) -> None:
    text(visit.say("interests.attributes"), "hx-group-title", tag="h3")
    if not detail.attributes:
        text(visit.say("interests.attributes_none"), "hx-note", tag="p")
        return
    most = detail.attributes[0].n_texts
    for each in detail.attributes:
        stance = visit.say(f"interests.stance.{each.stance}")
        figures = {"texts": count(each.n_texts, visit.language), "people": count(each.n_people, visit.language)}
        with ui.element("div").classes("hxi-attribute"):
            text(visit.say("interests.attribute", stance=stance, name=each.name))
            bar(each.n_texts / most, "wait" if each.stance == "avoid" else "accent")
            text(visit.say("interests.attribute_n", **figures), "hx-n")
    if detail.n_attributes > len(detail.attributes):
        told = visit.say("interests.attributes_more", n=len(detail.attributes), total=detail.n_attributes)
        text(told, "hx-note", tag="p")


def _texts(visit: Visit, detail: NodeDetail) -> None:
    text(visit.say("interests.newest"), "hx-group-title", tag="h3")
    if not detail.texts:
        text(visit.say("interests.newest_none"), tag="p")
        text(visit.say("interests.newest_none_do"), "hx-note", tag="p")
        return
    told = visit.say("interests.newest_n", n=len(detail.texts), total=count(detail.n_texts, visit.language))
    text(told, "hx-note", tag="p")
    for each in detail.texts:
        _text(visit, each)


def _text(visit: Visit, each: ReadText) -> None:
    with ui.element("figure").classes("hxi-quote").props(f"data-text={each.text_id}"):
        show_marked(each.text, [(said.start, said.end) for said in each.said])
        with ui.element("figcaption").classes("hx-note"):
            when = f"{named(visit, 'text', each.kind)} · {moment(each.occurred_at, visit.zone)}"
            text(f"{when} · {each.item_title}" if each.item_title else when)
            if each.person_id is not None:
                ui.link(visit.say("interests.portrait"), f"/people/{each.person_id}")
        for said in each.said:
            with ui.element("div").classes("hxi-said"):
                text(said.label, tag="strong")
                show_figures(visit, said, named(visit, "level", said.level))
