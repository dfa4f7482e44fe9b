"""The table of what waits for a person's word, with a button to accept and one to refuse."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from nicegui import ui

from huaxiang.console.parts import button, card, chip, empty, failed, loading, text
from huaxiang.console.shown import count
from huaxiang.console.views.reviews import ReviewLine, ReviewQueue
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError

__all__ = ["QueueCard"]

_FIRST = 10
"""Rows that are shown before somebody asks for the rest."""
_COLUMNS = ("term", "category", "reason", "n_texts", "decision")


class QueueCard:
    """The queue as it stands, read anew after each decision."""

    def __init__(
        self,
        visit: Visit,
        read: Callable[[], Awaitable[ReviewQueue]],
        decide: Callable[[str, bool], Awaitable[None]],
    ) -> None:
        """Args are as follows.

        Args:
            read: Gives what waits now.
            decide: Called with the id of a row and whether it is accepted.
        """
        self._visit, self._read, self._decide = visit, read, decide
        self._is_whole = False
        with card(visit.say("interests.queue"), visit.say("interests.queue_note"), classes="hxi-queue"):
            self.place = ui.element("div")
            with self.place:
                loading(visit)
                ui.timer(0, self.refresh, once=True)

    async def refresh(self) -> None:
        """Reads and shows what waits now."""
        try:
            queue = await self._read()
        except Exception as error:
            self._tell(error)
            return
        if self.place.is_deleted:
            return
        self.place.clear()
        with self.place:
            self._show(queue)

    async def decide(self, row: str, *, is_accepted: bool) -> None:
        """Hands a decision on and shows what is left."""
        try:
            await self._decide(row, is_accepted)
        except HuaxiangError as error:
            self._tell(error)
            return
        await self.refresh()

    def _tell(self, error: Exception) -> None:
        if not self.place.is_deleted:
            self.place.clear()
            with self.place:
                failed(self._visit, error, again=self.refresh)

    def _show(self, queue: ReviewQueue) -> None:
        say, language = self._visit.say, self._visit.language
        if not queue.total:
            empty(say("interests.queue_none"), say("interests.queue_none_do"))
            return
        lines = queue.lines if self._is_whole else queue.lines[:_FIRST]
        if queue.total > len(lines):
            told = say("interests.queue_n", n=len(lines), total=count(queue.total, language))
            text(told, "hx-note", tag="p")
        with ui.element("div").classes("hx-scroll"), ui.element("table").classes("hx-table"):
            with ui.element("thead"), ui.element("tr"):
                for name in _COLUMNS:
                    text(say(f"interests.queue.{name}"), "hx-n" if name == "n_texts" else "", tag="th")
            with ui.element("tbody"):
                for line in lines:
                    self._line(line)
        if len(lines) < len(queue.lines):
            button(say("interests.queue_more", n=len(queue.lines) - len(lines)), self._whole, tone="quiet")

    async def _whole(self) -> None:
        self._is_whole = True
        await self.refresh()

    def _line(self, line: ReviewLine) -> None:
        say = self._visit.say
        with ui.element("tr").props(f"data-review={line.id}"):
            with ui.element("td"):
                text(say("interests.queue_withheld") if line.is_withheld else line.term, tag="strong")
                chip(say(f"interests.queue_kind.{line.kind}"))
                for example in line.examples:
                    text(example, "hx-note", tag="div")
            text(line.category or say("interests.queue_unknown"), tag="td")
            text(line.reason, tag="td")
            text(count(line.n_texts, self._visit.language), "hx-n", tag="td")
            with ui.element("td"), ui.element("div").classes("hx-row"):
                for is_accepted, name in ((True, "accept"), (False, "refuse")):
                    made = button(say(f"interests.{name}"), partial(self.decide, line.id, is_accepted=is_accepted))
                    made.props["aria-label"] = say(f"interests.{name}_named", term=line.term)
