"""Traits and third-party facts, each with its source."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from huaxiang.console.parts import card, chip, empty, text
from huaxiang.console.portrait.words import day_of
from huaxiang.console.shown import percent
from huaxiang.console.visit import Visit
from huaxiang.console.vocabulary import name_of, value_of

__all__ = ["show_profile"]


def show_profile(visit: Visit, document: Mapping[str, Any]) -> None:
    """The card of `views.portrait.origins`."""
    with card(visit.say("portrait.traits"), visit.say("portrait.traits_note")):
        if not document["traits"] and not document["facts"]:
            empty(visit.say("portrait.no_traits"), visit.say("portrait.no_traits_text"))
        for each in document["traits"]:
            _row(visit, each, [_source(visit, each), day_of(visit, each["observed_at"])])
        for each in document["facts"]:
            _row(visit, each, _fact_origin(visit, each), is_fact=True)


def _row(visit: Visit, each: Mapping[str, Any], origin: list[str], *, is_fact: bool = False) -> None:
    with ui.element("div").classes("hxp-trait"):
        _name(each["name"], visit.language)
        with ui.element("div").classes("hxp-trait-value"):
            text(value_of(each["name"], each["value"], visit.language), tag="strong")
            if is_fact:
                chip(visit.say("portrait.third_party"))
            if is_fact and each["is_expired"]:
                chip(visit.say("portrait.expired_on", day=day_of(visit, each["expires_at"])), "wait")
        text(" · ".join(origin), "hxp-trait-origin")


def _name(name: str, language: str) -> None:
    """The label, with the name as the data have it behind it; small letters where there is no label."""
    label = name_of(name, language)
    shown = text(label or name, "hxp-trait-name" if label else "hxp-trait-name hxp-raw-name")
    if label and label != name:
        shown.tooltip(name)


def _source(visit: Visit, each: Mapping[str, Any]) -> str:
    if each["source"] is None:
        return visit.say("portrait.from_unknown")
    if each["file"] is None:
        return visit.say("portrait.from_key", source=each["source"])
    return visit.say("portrait.from_file", file=each["file"].rsplit("/", 1)[-1])


def _fact_origin(visit: Visit, each: Mapping[str, Any]) -> list[str]:
    told = [_source(visit, each)]
    if each["supplier"] is not None:
        told = [visit.say("portrait.supplier", supplier=each["supplier"], contract=each["contract"] or "–")]
    told.append(day_of(visit, each["observed_at"]))
    if each["confidence"] is not None:
        told.append(visit.say("portrait.fact_confidence", percent=percent(each["confidence"])))
    if each["expires_at"] is not None and not each["is_expired"]:
        told.append(visit.say("portrait.until", day=day_of(visit, each["expires_at"])))
    return told
