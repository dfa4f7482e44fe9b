"""The tags of a person by kind, each with state, confidence and the door to its why."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from nicegui import ui

from huaxiang.console.parts import chip, empty, text
from huaxiang.console.portrait.words import day_of, state_tone, sure_words, withheld_words
from huaxiang.console.visit import Visit
from huaxiang.console.words import WORDS
from huaxiang.project.words import KINDS, STATUSES, word

__all__ = ["show_tags"]

_AT_FIRST = 8


def show_tags(
    visit: Visit,
    tags: Mapping[str, Sequence[Mapping[str, Any]]],
    on_why: Callable[[str], Any],
    *,
    fresh: Collection[str] = (),
    opened: set[str] | None = None,
) -> None:
    """The tags of `views.portrait.portrait`, by kind; a click calls `on_why` with the tag's key.

    Args:
        fresh: Keys of the tags that have just changed: they are marked for a moment.
        opened: Kinds that are shown in full; kept as the visitor opens and closes them.
    """
    opened = set() if opened is None else opened
    if not tags:
        empty(visit.say("portrait.no_tags"), visit.say("portrait.no_tags_text"))
        return
    for kind, rows in tags.items():
        with ui.element("div").classes("hxp-kind"):
            text(f"{word(KINDS, kind, visit.language)} · {len(rows)}", "hxp-kind-name", tag="h3")
            common = _shared_note(visit, rows)
            if common:
                text(common, "hxp-tag-note", tag="p")
            made = [_row(visit, row, on_why, has_note=not common) for row in rows[:_AT_FIRST]]
            if len(rows) > _AT_FIRST:
                with _more(kind, opened):
                    text(visit.say("portrait.all_n", n=len(rows)), tag="summary")
                    made += [_row(visit, row, on_why, has_note=not common) for row in rows[_AT_FIRST:]]
            for row, each in zip(rows, made, strict=True):
                if row["key"] in fresh:
                    each.classes("hxp-fresh")


def _more(kind: str, opened: set[str]) -> ui.element:
    """The fold of the other tags of a kind, open when it was."""
    fold = ui.element("details").classes("hxp-more")
    if kind in opened:
        fold.props("open")
    note = {True: opened.add, False: opened.discard}
    return fold.on("toggle", lambda event: note[bool(event.args)](kind), js_handler="(e) => emit(e.target.open)")


def _shared_note(visit: Visit, rows: Sequence[Mapping[str, Any]]) -> str:
    """The note that all of several tags have in common; empty when they differ."""
    notes = {_note(visit, row) for row in rows}
    return notes.pop() if len(rows) > 1 and len(notes) == 1 else ""


def _row(visit: Visit, row: Mapping[str, Any], on_why: Callable[[str], Any], *, has_note: bool) -> ui.element:
    with ui.element("button").classes("hxp-tag").props("type=button") as made:
        made.props(f'data-tag="{row["key"]}"').on("click", lambda: on_why(row["key"]))
        with ui.element("span").classes("hxp-tag-name"):
            text(row["label"], "hxp-tag-label")
            if f"portrait.stance.{row['stance']}" in WORDS:
                chip(visit.say(f"portrait.stance.{row['stance']}"), "bad" if row["stance"] == "avoid" else "plain")
            if row["is_sensitive"]:
                chip(visit.say("portrait.sensitive"), "bad")
        with ui.element("span").classes("hxp-tag-sure"):
            if row["strength"] is not None:
                _dots(visit, row["strength"])
            text(sure_words(visit, row), "hxp-tag-words")
        chip(word(STATUSES, row["status"], visit.language), state_tone(row))
        note = _note(visit, row) if has_note else ""
        if note:
            text(note, "hxp-tag-note")
    return made


def _note(visit: Visit, row: Mapping[str, Any]) -> str:
    if row["withheld"] is not None:
        return visit.say("portrait.withheld_because", why=withheld_words(visit, row))
    return visit.say("portrait.until", day=day_of(visit, row["valid_until"])) if row["valid_until"] else ""


def _dots(visit: Visit, strength: int) -> None:
    with (
        ui.element("span")
        .classes("hxp-dots")
        .props(f'role=img aria-label="{visit.say("portrait.strength", n=strength)}"')
    ):
        for place in range(3):
            ui.element("i").classes("hxp-dot-on" if place < strength else "hxp-dot")
