"""The page at `/connect`: the SDK a shop has, pointed here with a key, and a test event that shows it works."""

from __future__ import annotations

import json
from functools import partial
from urllib.parse import urlsplit

from fastapi import Request
from nicegui import Client, ui

from huaxiang.console.assets_of import asset
from huaxiang.console.connect.keys import KeysCard, copy_button
from huaxiang.console.connect.offers import Offer, offers, snippet
from huaxiang.console.connect.trial import TrialCard
from huaxiang.console.frame import frame
from huaxiang.console.parts import button, card, text
from huaxiang.console.reads import Reads
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS
from huaxiang.service.state import Service

__all__ = ["add", "host_of"]

_NEAR = frozenset({"127.0.0.1", "localhost", "::1"})


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/connect")
    def connect(request: Request) -> None:
        """Pointing an SDK here."""
        visit = Visit.of(service, reads, request)
        ui.add_head_html(asset("connect.css") + asset("connect.js"))
        with frame(visit, active="connect", title=visit.say("connect.title"), note=visit.say("connect.lead")):
            if visit.is_built:
                _Page(visit, host_of(request), ui.context.client)
            else:
                show_unbuilt(visit)


def host_of(request: Request) -> str:
    """The address under which the visitor's browser reaches this service."""
    return f"{request.url.scheme}://{request.headers.get('host') or request.url.netloc}"


class _Page:
    """One visitor's set-up."""

    def __init__(self, visit: Visit, host: str, client: Client) -> None:
        self._visit, self._host, self._client = visit, host, client
        self._offers = {each.name: each for each in offers()}
        self._offer = next(iter(self._offers.values()))
        self._language = self._offer.languages[0]
        with ui.element("div").classes("hx-columns hxc-columns"):
            with ui.element("div"):
                self._choice()
                keys = KeysCard(visit, client)
                self._code()
            with ui.element("div"):
                TrialCard(visit, client, lambda: self._offer, after=keys.show_list)
        self._choose(self._offer.name)

    def _choice(self) -> None:
        say = self._visit.say
        group = f'role=group aria-label="{say("connect.choose")}"'
        with (
            card(say("connect.choose"), say("connect.choose_note")),
            ui.element("div").classes("hxc-offers").props(group),
        ):
            self._buttons = {
                name: button(self._name(name), partial(self._choose, name)).props(f"data-offer={name}")
                for name in self._offers
            }

    def _name(self, name: str) -> str:
        key = f"connect.offer.{name}"
        return self._visit.say(key) if key in WORDS else name

    def _code(self) -> None:
        visit = self._visit
        with card(visit.say("connect.code"), visit.say("connect.code_note")):
            self._tabs = ui.element("div").classes("hxc-tabs")
            ui.element("pre").classes("hxc-code").props("id=hx-connect-snippet tabindex=0")
            if urlsplit(self._host).hostname in _NEAR:
                text(visit.say("connect.near_only", host=self._host), "hx-note hxc-near", tag="p")

    def _choose(self, name: str) -> None:
        self._offer = self._offers[name]
        for each, made in self._buttons.items():
            made.props(f"aria-pressed={'true' if each == name else 'false'}")
        languages = self._offer.languages
        self._speak(self._language if self._language in languages else languages[0])

    def _speak(self, language: str) -> None:
        self._language = language
        self._tabs.clear()
        with self._tabs:
            for each in self._offer.languages:
                made = button(self._visit.say(f"connect.{each}"), partial(self._speak, each))
                made.props(f"aria-pressed={'true' if each == language else 'false'}")
            copy_button(self._visit, "hx-connect-snippet")
        self._show(self._offer, language)

    def _show(self, offer: Offer, language: str) -> None:
        self._client.run_javascript(f"hxConnect.snippet({json.dumps(snippet(offer, language, self._host))})")
