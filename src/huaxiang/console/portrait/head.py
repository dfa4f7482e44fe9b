"""The head of a portrait: who it is, since when, how fresh, and whether anything may be computed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from nicegui import ui

from huaxiang.console.parts import chip, text
from huaxiang.console.portrait.words import day_of, moment_of, named
from huaxiang.console.typography import set_words
from huaxiang.console.visit import Visit
from huaxiang.project.words import EXCLUSIONS, word

__all__ = ["show_head"]

_SHOWN = 6


def show_head(visit: Visit, document: Mapping[str, Any]) -> None:
    """The head of `views.portrait.portrait`."""
    with ui.element("section").classes("hx-card hxp-head"):
        with ui.element("div").classes("hxp-ids"):
            identities = document["identities"]
            for each in identities[:_SHOWN]:
                with ui.element("span").classes("hxp-id"):
                    text(named(visit, "namespace", each["namespace"]), "hxp-id-kind")
                    text(each["value"], "hxp-id-value")
            if len(identities) > _SHOWN:
                chip(visit.say("portrait.identities_more", n=len(identities) - _SHOWN))
        with ui.element("dl").classes("hxp-times"):
            _time(visit.say("portrait.since"), day_of(visit, document["first_seen_at"]))
            last = document["last_seen_at"]
            _time(visit.say("portrait.last_seen"), day_of(visit, last) if last else visit.say("portrait.never"))
            mode = visit.say("portrait.live" if document["is_live"] else "portrait.batch")
            _time(visit.say("portrait.as_of"), f"{moment_of(visit, document['as_of'])} · {mode}")
        if document["excluded"] == "refused":
            with ui.element("div").classes("hxp-refused").props("role=note"):
                text(visit.say("portrait.refused"), tag="strong")
                text(visit.say("portrait.refused_text"))
        else:
            text(set_words(document["summary"], visit.language), "hxp-summary", tag="p")
            if document["excluded"] is not None:
                why = word(EXCLUSIONS, document["excluded"], visit.language)
                chip(visit.say("portrait.excluded", why=why), "wait")


def _time(label: str, value: str) -> None:
    with ui.element("div"):
        text(label, tag="dt")
        text(value, tag="dd")
