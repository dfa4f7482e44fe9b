"""Texts with their phrases marked, and a reading's figures as chips."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from nicegui import ui

from huaxiang.console.parts import chip, text
from huaxiang.console.portrait.why import marked_parts
from huaxiang.console.shown import percent
from huaxiang.console.views.sentence import visible
from huaxiang.console.visit import Visit

__all__ = ["STANCE_TONES", "ReadingFigures", "show_figures", "show_marked"]

STANCE_TONES = {"prefer": "good", "avoid": "bad", "neutral": "plain", "past": "wait"}


class ReadingFigures(Protocol):
    """What chips tell of a reading."""

    @property
    def stance(self) -> str:
        """prefer, avoid, neutral or past."""

    @property
    def strength(self) -> int:
        """1..3."""

    @property
    def owner(self) -> str:
        """For whom: self or other."""

    @property
    def confidence(self) -> float:
        """0..1."""


def show_marked(words: str, spans: Sequence[tuple[int, int]]) -> ui.element:
    """A quotation whose spans, in code points, are marked; control characters are shown as signs."""
    with ui.element("blockquote").classes("hxi-words") as made:
        for part, is_marked in marked_parts(visible(words), spans):
            text(part, tag="mark" if is_marked else "span")
    return made


def show_figures(visit: Visit, reading: ReadingFigures, *more: str) -> None:
    """Stance, strength, owner and confidence, in this order, and what else is told of it."""
    chip(visit.say(f"interests.stance.{reading.stance}"), STANCE_TONES.get(reading.stance, "plain"))
    told = (
        visit.say("interests.strength", n=reading.strength),
        visit.say(f"interests.owner.{reading.owner}"),
        visit.say("interests.confidence", percent=percent(reading.confidence)),
        *more,
    )
    text(" · ".join(told), "hxi-told")
