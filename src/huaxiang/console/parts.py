"""Parts that every page is made of: cards, chips, bars, and the states loading, empty, stale and failed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Hashable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import structlog
from nicegui import ui

from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError

__all__ = ["Section", "bar", "button", "card", "chip", "empty", "failed", "figure", "loading", "stale", "text"]

T = TypeVar("T")
_log = structlog.get_logger(__name__)


def text(words: str, classes: str = "", *, tag: str = "span") -> ui.element:
    """Words in an element of a tag; shown as they are, never read as HTML."""
    made = ui.element(tag).classes(classes)
    with made:
        ui.label(words).classes("hx-plain")
    return made


@contextmanager
def card(title: str = "", note: str = "", *, classes: str = "") -> Iterator[ui.element]:
    """A card with a title and, below it, a note; what is made inside lies in it."""
    with ui.element("section").classes(f"hx-card {classes}") as made:
        if title:
            text(title, "hx-card-title", tag="h2")
        if note:
            text(note, "hx-note", tag="p")
        yield made


def figure(value: str, label: str, note: str = "") -> ui.element:
    """One large figure with what it counts and a note."""
    with ui.element("div").classes("hx-figure") as made:
        text(value, "hx-figure-value", tag="strong")
        text(label, "hx-figure-label")
        if note:
            text(note, "hx-figure-note")
    return made


def chip(words: str, tone: str = "plain") -> ui.element:
    """A small mark; tones: plain, good, wait, bad, accent."""
    return text(words, f"hx-chip hx-{tone}")


def bar(share: float, tone: str = "accent") -> ui.element:
    """A thin bar that is full at 1."""
    with ui.element("div").classes("hx-bar") as made:
        ui.element("i").classes(f"hx-{tone}").style(f"width:{min(max(share, 0.0), 1.0) * 100:.1f}%")
    return made


def button(words: str, on_click: Callable[[], Any], *, tone: str = "plain") -> ui.element:
    """A button; tones: plain, primary, quiet."""
    made = ui.element("button").classes(f"hx-button hx-button-{tone}").props("type=button").on("click", on_click)
    with made:
        ui.label(words).classes("hx-plain")
    return made


def loading(visit: Visit) -> ui.element:
    """The state while something is read: grey lines, and a word for screen readers."""
    with ui.element("div").classes("hx-loading").props('role=status aria-live="polite"') as made:
        for _ in range(3):
            ui.element("i")
        text(visit.say("frame.loading"), "hx-loading-text")
    return made


def empty(title: str, what_to_do: str) -> ui.element:
    """The state without anything to show: what is missing, and what to do about it."""
    with ui.element("div").classes("hx-empty") as made:
        text(title, "hx-empty-title", tag="strong")
        text(what_to_do, "hx-note", tag="p")
    return made


def stale(visit: Visit, since: str) -> ui.element:
    """The state of old data: since when."""
    with ui.element("div").classes("hx-stale").props("role=note") as made:
        text(visit.say("frame.stale_title"), tag="strong")
        text(visit.say("frame.stale_text", since=since))
    return made


def failed(visit: Visit, error: Exception, *, again: Callable[[], Any] | None = None) -> ui.element:
    """The state after a failure: one line of what went wrong, and a button that tries again."""
    if not isinstance(error, HuaxiangError):
        _log.error("console_part_failed", kind=type(error).__name__, exc_info=error)
    with ui.element("div").classes("hx-failed").props("role=alert") as made:
        text(visit.say("frame.failed"), tag="strong")
        if isinstance(error, HuaxiangError):
            text(" ".join(str(error).split()), "hx-note", tag="p")
        if again is not None:
            button(visit.say("frame.try_again"), again)
    return made


class Section:
    """A place on a page that shows `loading`, reads off the event loop, and then shows what was read.

    Attributes:
        args: What the view is asked with.
        before: Gives one more argument of the view, asked anew each time; None when it needs none.
        says: What of a document is said; while that is the same, what is shown stays as it is. None shows all anew.
    """

    def __init__(self, visit: Visit, show: Callable[[T], None], view: Callable[..., T], *args: Hashable) -> None:
        """Args are as follows.

        Args:
            show: Makes the elements of a document; called inside the place.
            view: `view(readable, *args)` gives the document.
        """
        self._visit, self._show, self._view, self.args = visit, show, view, args
        self.before: Callable[[], Awaitable[Hashable]] | None = None
        self.says: Callable[[Any], Any] | None = None
        self._said: Any = None
        self.place = ui.element("div").classes("hx-section")
        with self.place:
            loading(visit)
            ui.timer(0, self.refresh, once=True)

    async def refresh(self) -> None:
        """Reads and shows again, with the arguments as they are now."""
        asked = self.args
        problem: Exception | None = None
        document: Any = None
        try:
            more = () if self.before is None else (await self.before(),)
            document = await self._visit.read(self._view, *asked, *more)
        except Exception as error:
            problem = error
        said = None if self.says is None or problem is not None else self.says(document)
        if self.place.is_deleted or asked != self.args or (said is not None and said == self._said):
            return
        self._said = said
        self.place.clear()
        with self.place:
            if problem is not None:
                failed(self._visit, problem, again=self.refresh)
            else:
                self._show(document)

    async def ask(self, *args: Hashable) -> None:
        """Shows the document of other arguments; an answer that comes too late is dropped."""
        self.args = args
        await self.refresh()
