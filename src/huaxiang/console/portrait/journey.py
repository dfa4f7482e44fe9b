"""The journey of a person: a strip of days, and the sessions with their steps, marks and the gaps between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from nicegui import ui

from huaxiang.console.charts.activity import activity
from huaxiang.console.charts.theme import themed
from huaxiang.console.parts import card, chip, empty, text
from huaxiang.console.portrait.words import day_of, moment_of
from huaxiang.console.visit import Visit
from huaxiang.domain.instants import DAY_US, MINUTE_US, from_iso

__all__ = ["show_journey"]

_AT_FIRST = 8
_MOST_BOUGHT = 3
_COUNTED = frozenset({"cart", "favourite"})
_TONES = {
    "order": "good",
    "placed": "accent",
    "return": "bad",
    "cancel": "plain",
    "review": "accent",
    "question": "accent",
}
_COUNTS = ("n_events", "n_orders", "n_returns", "n_texts")


def show_journey(visit: Visit, document: Mapping[str, Any]) -> None:
    """The card of `views.portrait.timeline`."""
    with card(visit.say("portrait.timeline"), visit.say("portrait.timeline_note")):
        sessions = document["sessions"]
        if not sessions:
            empty(visit.say("portrait.no_timeline"), visit.say("portrait.no_timeline_text"))
            return
        _strip(visit, document["days"], document["as_of"])
        with ui.element("ol").classes("hxp-sessions"):
            _gap(visit, sessions[0], is_newest=True)
            _sessions(visit, sessions[:_AT_FIRST])
        if len(sessions) > _AT_FIRST:
            with ui.element("details").classes("hxp-more"):
                text(visit.say("portrait.more_sessions", n=len(sessions) - _AT_FIRST), tag="summary")
                with ui.element("ol").classes("hxp-sessions"):
                    _gap(visit, sessions[_AT_FIRST])
                    _sessions(visit, sessions[_AT_FIRST:])
        if document["n_earlier"]:
            text(visit.say("portrait.earlier_n", n=document["n_earlier"]), "hx-note", tag="p")


def _strip(visit: Visit, days: Sequence[Mapping[str, Any]], as_of: str) -> None:
    names = {column: visit.say(f"portrait.{column}") for column in _COUNTS}
    last = max(days[-1]["day"], day_of(visit, as_of)) if _is_near(days[-1]["day"], as_of) else days[-1]["day"]
    chart = ui.echart(themed(activity(days, names=names, first=days[0]["day"], last=last))).classes("hxp-strip")
    chart.props(f'role=img aria-label="{visit.say("portrait.activity_aria")}"')


def _is_near(day: str, as_of: str) -> bool:
    return from_iso(as_of) - from_iso(f"{day}T00:00:00Z") < 60 * DAY_US


def _sessions(visit: Visit, sessions: Sequence[Mapping[str, Any]]) -> None:
    for place, each in enumerate(sessions):
        if place:
            _gap(visit, each)
        _session(visit, each)


def _gap(visit: Visit, session: Mapping[str, Any], *, is_newest: bool = False) -> None:
    """The silence between this session and the newer one above it, from a day on."""
    n_days = session["gap_us"] // DAY_US
    if n_days:
        word = "portrait.gap_now" if is_newest else "portrait.gap_days"
        text(visit.say(word, n=n_days), "hxp-gap hxp-gap-long" if n_days >= 7 else "hxp-gap", tag="li")


def _session(visit: Visit, session: Mapping[str, Any]) -> None:
    marks = session["marks"]
    kinds = {mark["kind"] for mark in marks}
    tone = "order" if "order" in kinds else "return" if "return" in kinds else "plain"
    with ui.element("li").classes(f"hxp-session hxp-session-{tone}"):
        with ui.element("div").classes("hxp-session-head"):
            text(moment_of(visit, session["started_at"]), "hxp-session-at", tag="time")
            text(_length(visit, session), "hx-note")
        if marks:
            with ui.element("div").classes("hxp-marks"):
                _marks(visit, marks)
        if session["is_visit"] and (len(session["steps"]) > 1 or not marks):
            with ui.element("div").classes("hxp-steps"):
                _steps(visit, session)


def _length(visit: Visit, session: Mapping[str, Any]) -> str:
    if not session["is_visit"]:
        return visit.say("portrait.aftermath")
    minutes = (from_iso(session["ended_at"]) - from_iso(session["started_at"])) // MINUTE_US
    told = [visit.say("portrait.visit")]
    if minutes:
        told.append(visit.say("portrait.minutes", n=minutes))
    told.append(visit.say("portrait.steps_n", n=session["n_events"]))
    return " · ".join(told)


def _marks(visit: Visit, marks: Sequence[Mapping[str, Any]]) -> None:
    counts = Counter(mark["kind"] for mark in marks if mark["kind"] in _COUNTED)
    paid = {mark["order_id"] for mark in marks if mark["kind"] == "order"}
    for mark in marks:
        if mark["kind"] in _COUNTED or (mark["kind"] == "placed" and mark["order_id"] in paid):
            continue
        label = visit.say(f"portrait.mark.{mark['kind']}")
        if mark["text"]:
            label += f"「{mark['text']}」" if visit.language == "zh" else f" “{mark['text']}”"
        elif mark["amount"]:
            label += f" {mark['amount']}"
        if mark["titles"]:
            label += f" · {_listed(visit, mark['titles'])}"
        chip(label, _TONES.get(mark["kind"], "plain")).classes("hxp-mark")
    for kind, n in counts.items():
        chip(visit.say("portrait.mark_n", label=visit.say(f"portrait.mark.{kind}"), n=n), "accent")


def _listed(visit: Visit, titles: Sequence[str]) -> str:
    first = visit.say("portrait.listing").join(titles[:_MOST_BOUGHT])
    return first if len(titles) <= _MOST_BOUGHT else visit.say("portrait.and_more", first=first, n=len(titles))


def _steps(visit: Visit, session: Mapping[str, Any]) -> None:
    for step in session["steps"]:
        label = (
            step["label"] if step["times"] == 1 else visit.say("portrait.times", label=step["label"], n=step["times"])
        )
        made = text(label, "hxp-step")
        if step["titles"]:
            made.tooltip(" · ".join(step["titles"]))
    if session["n_more"]:
        text(visit.say("portrait.more_steps", n=session["n_more"]), "hxp-step hxp-step-more")
