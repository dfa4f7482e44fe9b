"""The live page of one visitor: its figures, its filter, and the lines that are sent to its browser."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace

from nicegui import ui

from huaxiang.console.live.feed import Tidings
from huaxiang.console.live.head import Head
from huaxiang.console.live.rows import Wanted, row_of, withheld_words
from huaxiang.console.parts import button, card, chip, empty, text
from huaxiang.console.shown import count
from huaxiang.console.views.changes import CAUSES, Update
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS

__all__ = ["LiveBoard"]

MOST_ROWS, _MOST_AT_ONCE = 200, 100
_DEBOUNCE_MS = 300
_TOLD_SECONDS = 5


class LiveBoard:
    """A listener of the live feed that shows what it hears, as one visitor wants it."""

    wants_updates = True

    def __init__(self, visit: Visit) -> None:
        self._visit, self._client = visit, ui.context.client
        self._feed = visit.reads.live
        self._wanted = Wanted()
        self._is_paused, self._n_missed, self._is_behind = False, 0, False
        self._n_unlisted, self._quiet_seconds = 0, 0
        self._n_rows = 0

    def show(self) -> None:
        """Makes the page; it listens as long as its browser is there."""
        self._head = Head(self._visit, self._client)
        with card():
            self._tools()
            self._note = text("", "hx-note hxl-note", tag="p")
            self._told = ui.element("div").classes("hxl-told").props("role=status")
            label = self._visit.say("live.list_label")
            ui.element("ol").classes("hxl-rows").props(f'id=hx-live-rows aria-label="{label}"')
            self._empty = ui.element("div")
        self._client.on_connect(self._join)
        self._client.on_delete(lambda: self._feed.leave(self))

    def _join(self) -> None:
        self._feed.join(self)
        if self._feed.is_whole:
            self._begin()
        if self._feed.standing is not None:
            self._head.tell(self._feed.standing)

    def _tools(self) -> None:
        say = self._visit.say
        with ui.element("div").classes("hxl-tools"):
            with ui.element("div").classes("hxl-choice").props(f'role=group aria-label="{say("live.which")}"'):
                self._gated = button(say("live.through_gate"), lambda: self._want(is_gated=True))
                self._all = button(say("live.everything"), lambda: self._want(is_gated=False))
            asked = ui.input(placeholder=say("live.filter_tag")).props(
                f'outlined dense clearable debounce={_DEBOUNCE_MS} aria-label="{say("live.filter_tag")}"'
            )
            asked.on_value_change(lambda event: self._want(tag=str(event.value or "")))
            causes = {"": say("live.all_causes")} | {each: self._cause(each) for each in CAUSES}
            cause = ui.select(causes, value="", label=say("live.filter_cause")).props("outlined dense options-dense")
            cause.on_value_change(lambda event: self._want(cause=str(event.value or "")))
            self._pause = button(say("live.pause"), self._turn)
        self._press()

    def _cause(self, cause: str) -> str:
        choice = f"live.choice.{cause}"
        return self._visit.say(choice if choice in WORDS else f"live.cause.{cause}")

    def _press(self) -> None:
        for each, is_on in ((self._gated, self._wanted.is_gated), (self._all, not self._wanted.is_gated)):
            each.props(f"aria-pressed={'true' if is_on else 'false'}")

    def _want(self, **asked: object) -> None:
        """Shows what is asked for now, from what is kept."""
        self._wanted = replace(self._wanted, **asked)  # type: ignore[arg-type]
        self._press()
        self._begin()

    def _turn(self) -> None:
        """Pauses, or goes on with everything that has come meanwhile."""
        self._is_paused = not self._is_paused
        self._pause.clear()
        with self._pause:
            ui.label(self._visit.say("live.resume" if self._is_paused else "live.pause")).classes("hx-plain")
        if not self._is_paused:
            self._begin()
        self._tell()

    def hear(self, tidings: Tidings) -> None:
        """Takes what the feed tells; what a browser that is away has missed it gets when it is back."""
        if not self._client.has_socket_connection:
            self._is_behind = True
            return
        if tidings.is_anew or (self._is_behind and not self._is_paused):
            self._begin()
        elif tidings.updates:
            self._add(tidings.updates)
        self._n_unlisted += tidings.n_updates - len(tidings.updates) if not tidings.is_anew else 0
        if tidings.standing is not None:
            self._head.tell(tidings.standing)
            self._count()
            self._quiet_seconds = 0 if tidings.n_updates > len(tidings.updates) else self._quiet_seconds + 1
            if self._quiet_seconds > _TOLD_SECONDS:
                self._n_unlisted = 0
            self._tell()

    def _add(self, updates: Sequence[Update]) -> None:
        wanted = [each for each in reversed(updates) if self._wanted.shows(each)]
        if self._is_paused:
            self._n_missed += len(wanted)
            self._tell()
        elif wanted:
            self._n_rows += len(wanted)
            self._n_unlisted += max(len(wanted) - _MOST_AT_ONCE, 0)
            self._send("add", wanted[:_MOST_AT_ONCE], ", true")
            self._show_empty()

    def _begin(self) -> None:
        """All lines anew, from what is kept."""
        self._is_behind, self._n_missed = False, 0
        wanted = [each for each in self._feed.recent() if self._wanted.shows(each)][:MOST_ROWS]
        self._n_rows = len(wanted)
        self._send("all", wanted)
        self._count()
        self._show_empty()

    def _send(self, how: str, updates: Iterable[Update], more: str = "") -> None:
        names, is_gated = self._feed.event_name, self._wanted.is_gated
        rows = [row_of(self._visit, each, is_gated=is_gated, event_name=names) for each in updates]
        self._client.run_javascript(f"hxLive.{how}({json.dumps(rows)}{more})")

    def _count(self) -> None:
        """Says how many of what is kept may not be used, and why."""
        say = self._visit.say
        asked = (each for each in self._feed.recent() if self._wanted.asks_for(each))
        words = withheld_words(self._visit, asked) if self._wanted.is_gated else say("live.everything_note")
        _set(self._note, words)

    def _show_empty(self) -> None:
        say = self._visit.say
        is_filtered = self._wanted != Wanted() or any(map(self._wanted.asks_for, self._feed.recent()))
        self._empty.clear()
        if not self._n_rows:
            with self._empty:
                key = "none_filtered" if is_filtered else "none"
                empty(say(f"live.{key}"), say(f"live.{key}_do"))

    def _tell(self) -> None:
        """Says what is not shown line by line: what came while it was paused, or came too fast."""
        visit, told = self._visit, []
        if self._is_paused:
            told.append((visit.say("live.paused", n=count(self._n_missed, visit.language)), "wait"))
        elif self._n_unlisted:
            told.append((visit.say("live.too_many", n=count(self._n_unlisted, visit.language)), "plain"))
        if told == getattr(self, "_last_told", []):
            return
        self._last_told = told
        self._told.clear()
        with self._told:
            for words, tone in told:
                chip(words, tone)


def _set(element: ui.element, words: str) -> None:
    """Puts other words into an element made by `text`."""
    for child in element:
        if isinstance(child, ui.label):
            child.set_text(words)
