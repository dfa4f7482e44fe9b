"""The head of a portrait: who it is, since when, how fresh, and whether anything may be computed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from nicegui import ui

from huaxiang.console.parts import button, chip, text
from huaxiang.console.portrait.words import day_of, moment_of, named
from huaxiang.console.shown import money, percent
from huaxiang.console.typography import set_words
from huaxiang.console.visit import Visit
from huaxiang.project.words import EXCLUSIONS, word

__all__ = ["show_head"]

_SHOWN = 6


def show_head(visit: Visit, document: Mapping[str, Any], on_why: Callable[[str], Any]) -> None:
    """The head of `views.portrait.portrait`; a click on stage or group calls `on_why` with the tag's key."""
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
            _customer(visit, document["customer"], on_why)
            text(set_words(document["summary"], visit.language), "hxp-summary", tag="p")
            if document["excluded"] is not None:
                why = word(EXCLUSIONS, document["excluded"], visit.language)
                chip(visit.say("portrait.excluded", why=why), "wait")


def _customer(visit: Visit, customer: Mapping[str, Any], on_why: Callable[[str], Any]) -> None:
    """The stage of the life cycle, and the RFM group with its three figures."""
    stage, rfm = customer["stage"], customer["rfm"]
    if stage is None and rfm is None:
        return
    with ui.element("div").classes("hxp-customer"):
        for name, each in (("life_cycle", stage), ("rfm", rfm)):
            if each is not None:
                words = visit.say(f"portrait.{name}", label=each["label"])
                button(words, partial(on_why, each["key"]), tone="badge").props(f'data-tag="{each["key"]}"')
        if rfm is not None:
            with ui.element("dl").classes("hxp-times"):
                quiet = visit.say("portrait.days_ago", n=rfm["quiet_days"]) if rfm["quiet_days"] else ""
                _figure(visit, "recency", quiet or visit.say("portrait.today"), rfm["r"])
                _figure(visit, "frequency", visit.say("portrait.orders_n", n=rfm["n_orders"]), rfm["f"])
                _figure(visit, "money", money(rfm["net_minor"], rfm["currency"], visit.language), rfm["m"])
                if customer["worth"] is not None:
                    _worth(visit, customer["worth"])


def _worth(visit: Visit, worth: Mapping[str, Any]) -> None:
    """What is foretold of the buyer."""
    net = money(worth["net_minor"], worth["currency"], visit.language)
    _time(visit.say("portrait.worth"), net)
    _time(visit.say("portrait.alive"), percent(worth["alive"]))


def _figure(visit: Visit, name: str, value: str, score: int) -> None:
    with ui.element("div"):
        text(visit.say(f"portrait.{name}"), tag="dt")
        with ui.element("dd"):
            text(value)
            text(visit.say("portrait.score_of_5", n=score), "hxp-score")


def _time(label: str, value: str) -> None:
    with ui.element("div"):
        text(label, tag="dt")
        text(value, tag="dd")
