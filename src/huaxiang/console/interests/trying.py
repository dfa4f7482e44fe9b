"""The box where a sentence is tried: it is read on this machine, shown, and forgotten."""

from __future__ import annotations

from functools import partial
from typing import Any

import structlog
from nicegui import events, ui

from huaxiang.console.interests.phrases import show_figures, show_marked
from huaxiang.console.parts import button, card, chip, loading, text
from huaxiang.console.portrait.words import named
from huaxiang.console.shown import percent
from huaxiang.console.views.sentence import (
    KINDS,
    LONGEST,
    LONGEST_TITLE,
    Sentence,
    SentenceReading,
    SentenceTag,
    read_sentence,
)
from huaxiang.console.visit import Visit
from huaxiang.project.opening import Project

__all__ = ["SentenceCard", "show_reading"]

_log = structlog.get_logger(__name__)
_TEXT, _TITLE = "hx-sentence", "hx-sentence-title"
_EMIT = f"""() => {{
  const [text, title] = ['{_TEXT}', '{_TITLE}'].map(id => document.getElementById(id).value);
  const size = Math.max([...text].length, [...title].length);
  const isLong = [...text].length > {LONGEST} || [...title].length > {LONGEST_TITLE};
  emit(isLong ? {{size}} : {{text, title, size}});
}}"""
"""Script that hands the sentence over when asked to; one that is too long stays in the browser."""


class SentenceCard:
    """One visitor's sentence."""

    def __init__(self, visit: Visit) -> None:
        self._visit, self._kind = visit, KINDS[0]
        say = visit.say
        titled = card(say("interests.try"), say("interests.try_note"), classes="hxi-try")
        with titled, ui.element("div").classes("hx-columns hx-halves"):
            with ui.element("div").classes("hx-stack"):
                self._fields()
            self._told = ui.element("div").classes("hxi-told-place").props('aria-live="polite"')

    def _fields(self) -> None:
        say = self._visit.say
        with ui.element("label").classes("hx-field"):
            text(say("interests.try_text"))
            field = ui.element("textarea").classes("hx-input").props(f"id={_TEXT} rows=3 autocomplete=off")
            field.props["placeholder"] = say("interests.try_text_hint")
        with ui.element("div").classes("hx-field"):
            text(say("interests.try_kind"))
            group = ui.element("div").classes("hxi-kinds").props("role=group")
            group.props["aria-label"] = say("interests.try_kind")
            with group:
                self._buttons = {
                    name: button(named(self._visit, "text", name), partial(self._choose, name)).props(
                        f"data-kind={name}"
                    )
                    for name in KINDS
                }
        self._choose(self._kind)
        with ui.element("label").classes("hx-field"):
            text(say("interests.try_title"))
            field = ui.element("input").classes("hx-input").props(f"id={_TITLE} type=text autocomplete=off")
            field.props["placeholder"] = say("interests.try_title_hint")
        go = ui.element("button").classes("hx-button hx-button-primary hxi-read").props("type=button")
        with go:
            ui.label(say("interests.try_read")).classes("hx-plain")
        go.on("click", self._read, js_handler=_EMIT)

    def _choose(self, name: str) -> None:
        self._kind = name
        for each, made in self._buttons.items():
            made.props(f"aria-pressed={'true' if each == name else 'false'}")

    async def _read(self, event: events.GenericEventArguments) -> None:
        typed: dict[str, Any] = event.args if isinstance(event.args, dict) else {}
        self._told.clear()
        with self._told:
            loading(self._visit)
        reading, size = await self._reading(typed), int(typed.get("size") or 0)
        if self._told.is_deleted:
            return
        self._told.clear()
        with self._told:
            show_reading(self._visit, reading, size=size)

    async def _reading(self, typed: dict[str, Any]) -> SentenceReading:
        if "text" not in typed:
            return SentenceReading("long")
        sentence = Sentence(str(typed["text"]), self._kind, str(typed.get("title") or ""))
        project = self._visit.service.readings.project
        try:
            return await self._visit.reads.off_loop(_read_in, project, sentence, self._visit.language)
        except Exception as error:
            _log.error("sentence_not_read", kind=type(error).__name__)
            return SentenceReading("failed")


def _read_in(project: Project, sentence: Sentence, language: str) -> SentenceReading:
    kit = project.reading
    return read_sentence(kit.reader, sentence, language=language, allowed_branches=kit.allowed_branches)


def show_reading(visit: Visit, reading: SentenceReading, *, size: int) -> None:
    """What was read of a sentence, or why nothing was.

    Args:
        size: Characters of the sentence or of its title, whichever is longer.
    """
    if reading.problem:
        key = "try_kind_missing" if reading.problem == "kind" else f"try_{reading.problem}"
        told = visit.say(f"interests.{key}", most=f"{LONGEST:,}", title=LONGEST_TITLE, n=f"{size:,}")
        text(told, "hxi-problem", tag="p").props("role=alert")
        return
    show_marked(reading.text, [place for tag in reading.tags for place in tag.places])
    with ui.element("p").classes("hxi-said"):
        text(visit.say("interests.intent"), "hxi-told")
        chip(visit.say(f"interests.intent.{reading.intent}"), "accent")
        text(visit.say("interests.confidence", percent=percent(reading.intent_confidence)), "hxi-told")
    text(visit.say("interests.try_tags"), "hx-group-title", tag="h3")
    for tag in reading.tags:
        _tag(visit, reading, tag)
    if not reading.tags and not reading.n_withheld:
        text(visit.say("interests.try_none"), "hx-note", tag="p")
    if reading.n_withheld:
        text(visit.say("interests.try_withheld", n=reading.n_withheld), "hxi-problem", tag="p")


def _tag(visit: Visit, reading: SentenceReading, tag: SentenceTag) -> None:
    with ui.element("div").classes("hxi-said hxi-tag"):
        text(" / ".join(filter(None, (*tag.path, tag.attribute))), tag="strong")
        show_figures(visit, tag, f"“{reading.text[tag.start : tag.end]}”", named(visit, "level", tag.level))
