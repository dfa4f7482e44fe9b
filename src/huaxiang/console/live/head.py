"""The head of the live page: how old the newest state is, what comes in, what changes, and whether the worker works."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from nicegui import Client, ui

from huaxiang.console.live.feed import Standing
from huaxiang.console.live.rates import BAR_SECONDS, N_BARS
from huaxiang.console.live.rows import clock_of, moment_words
from huaxiang.console.parts import chip, text
from huaxiang.console.shown import count
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS
from huaxiang.domain.instants import SECOND_US, from_iso

__all__ = ["Head", "age_words", "lag_note", "outlet_words", "worker_words"]

_SHOWN_CHECKS = ("store", "log", "worker")
_OUTLET_TONES = {"ok": "good", "failing": "wait"}
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86_400.0
_ALWAYS_FRESH, _STANDS_STILL = 60.0, 600.0


class Head:
    """Four figures that are told anew every second."""

    def __init__(self, visit: Visit, client: Client) -> None:
        self._visit, self._client = visit, client
        with ui.element("div").classes("hxl-figures"):
            self._lag = _Figure(visit.say("live.lag"))
            self._events = _Figure(visit.say("live.events"), bars="hx-live-events")
            self._updates = _Figure(visit.say("live.updates"), bars="hx-live-updates")
            self._worker = _Figure(visit.say("live.working"))
        self._outlets = ui.element("div").classes("hxl-outlets")
        self._outlets_told: list[tuple[str, str]] = []

    def tell(self, standing: Standing) -> None:
        """Shows how the service stands."""
        visit, told = self._visit, standing.readiness
        if "as_of" in told:
            lag = max(standing.at - from_iso(told["as_of"]), 0) / SECOND_US
            self._lag.tell(age_words(visit, lag), *lag_note(visit, told, lag))
        rate = standing.events_per_second
        unknown = visit.say("live.unknown")
        self._events.tell(unknown if rate is None else f"{rate:,.1f}", visit.say("live.five_minutes"))
        self._updates.tell(count(standing.updates_per_minute, visit.language), visit.say("live.five_minutes"))
        self._worker.tell(*worker_words(visit, told))
        self._tell_outlets(told.get("webhooks") or {})
        for name, values in (("events", standing.events), ("updates", standing.updates)):
            titles = [self._title(name, place, each, standing.at) for place, each in enumerate(values)]
            told_bars = ", ".join(json.dumps(each) for each in (f"hx-live-{name}", values, titles))
            self._client.run_javascript(f"hxLive.bars({told_bars})")

    def _tell_outlets(self, states: Mapping[str, Mapping[str, Any]]) -> None:
        """Shows how the webhooks and folders stand that the feed is handed to, where there are any."""
        told = [outlet_words(self._visit, name, state) for name, state in states.items()]
        if told == self._outlets_told:
            return
        self._outlets_told = told
        self._outlets.clear()
        with self._outlets:
            for words, tone in told:
                chip(words, tone)

    def _title(self, name: str, place: int, value: int | None, at: int) -> str:
        if value is None:
            return ""
        second = at // SECOND_US
        start = second - second % BAR_SECONDS - (N_BARS - place) * BAR_SECONDS
        shown = clock_of(self._visit, start * SECOND_US)
        return self._visit.say(f"live.bar_{name}", at=shown, n=count(value, self._visit.language))


class _Figure:
    """A figure with its label, its bars where it has some, and a note."""

    def __init__(self, label: str, *, bars: str = "") -> None:
        with ui.element("div").classes("hxl-figure"):
            with ui.element("strong").classes("hx-figure-value"):
                self._value = ui.label("–").classes("hx-plain")
            text(label, "hx-figure-label")
            if bars:
                ui.element("div").classes("hxl-bars").props(f"id={bars} aria-hidden=true")
            with ui.element("span").classes("hx-figure-note"):
                self._note = ui.label("").classes("hx-plain")

    def tell(self, value: str, note: str, tone: str = "") -> None:
        """Shows a value and a note; tones: wait, bad."""
        self._value.set_text(value)
        self._note.set_text(note)
        self._note.classes(replace=f"hx-plain hxl-{tone}" if tone else "hx-plain")


def age_words(visit: Visit, seconds: float) -> str:
    """How long ago, in the largest unit that fits."""
    if seconds < _MINUTE:
        return visit.say("live.lag_seconds", n=f"{seconds:.1f}")
    for unit, name in ((_DAY, "days"), (_HOUR, "hours"), (_MINUTE, "minutes")):
        if seconds >= unit:
            return visit.say(f"live.lag_{name}", n=int(seconds // unit))
    raise AssertionError


def lag_note(visit: Visit, told: dict[str, Any], lag_seconds: float) -> tuple[str, str]:
    """What stands behind the age, and its tone: as of when, and what waits to be counted."""
    instant = from_iso(told["as_of"])
    shown = moment_words(visit, instant)
    pending = int(told.get("pending") or 0)
    if pending:
        waits = visit.say("live.pending", n=count(pending, visit.language))
    else:
        waits = visit.say("live.standing_still" if lag_seconds > _STANDS_STILL else "live.pending_none")
    tone = "wait" if pending and lag_seconds > _ALWAYS_FRESH else ""
    return " · ".join([visit.say("live.as_of", at=shown), waits]), tone


def outlet_words(visit: Visit, name: str, state: Mapping[str, Any]) -> tuple[str, str]:
    """How a webhook or folder stands, and its tone: what waits, and what went wrong last."""
    word = str(state.get("state"))
    key = f"live.outlet.{word}"
    told = [visit.say(key, name=name) if key in WORDS else f"{name}: {word}"]
    if state.get("waiting"):
        told.append(visit.say("live.outlet_waiting", n=count(int(state["waiting"]), visit.language)))
    if word != "ok" and state.get("last_error"):
        told.append(str(state["last_error"]))
    return " · ".join(told), _OUTLET_TONES.get(word, "bad")


def worker_words(visit: Visit, told: dict[str, Any]) -> tuple[str, str, str]:
    """State, note and tone of the worker, with whatever else is not well."""
    checks = told.get("checks", {})
    state = str(checks.get("worker", "starting"))
    kind = state if state in {"ok", "off", "starting"} else "bad"
    notes = [visit.say(f"live.worker_{kind}_note")] if kind in {"ok", "off"} else []
    if kind == "bad":
        notes.append(state)
    if told.get("worker_restarts"):
        notes.append(visit.say("live.restarts", n=told["worker_restarts"]))
    if told.get("unfoldable"):
        notes.append(visit.say("live.unfoldable", n=told["unfoldable"]))
    others = [
        (name, why) for name, why in checks.items() if name != "worker" and (why != "ok" or name not in _SHOWN_CHECKS)
    ]
    for name, why in others:
        key = f"live.check_{name}"
        words = {"name": visit.say(key) if key in WORDS else name, "why": why}
        notes.append(
            visit.say("live.check_ok", name=words["name"]) if why == "ok" else visit.say("live.check_bad", **words)
        )
    is_bad = kind == "bad" or any(why not in {"ok", "off"} for _, why in others)
    tone = "bad" if is_bad else "wait" if kind != "ok" else ""
    return visit.say(f"live.worker_{kind}"), " · ".join(notes), tone
