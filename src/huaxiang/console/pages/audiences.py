"""The audiences at `/audiences`: chosen by chips or by hand, counted while editing, saved and handed over."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from fastapi import Request
from nicegui import background_tasks, ui

from huaxiang.console.audiences.editor import Editor
from huaxiang.console.audiences.handing import (
    ask_choices,
    ask_count,
    ask_expression,
    ask_file,
    ask_saved,
    file_name,
    keep,
    warm,
)
from huaxiang.console.audiences.outcome import show_count, show_details, show_wrong
from huaxiang.console.frame import frame
from huaxiang.console.parts import button, card, failed, loading, text
from huaxiang.console.reads import Reads
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.views.audience import Wrong
from huaxiang.console.views.chips import Builder, builder_of, expression_of
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError
from huaxiang.service.state import Service
from huaxiang.tags.expressions import write

__all__ = ["add"]

_STYLE = Path(__file__).parent.parent / "assets" / "audiences.css"
_DEBOUNCE_MS = 350


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/audiences")
    def audiences(request: Request) -> None:
        """Choosing people."""
        visit = Visit.of(service, reads, request)
        ui.add_css(_STYLE)
        with frame(visit, active="audiences", title=visit.say("audience.title"), note=visit.say("audience.lead")):
            if visit.is_built:
                _Page(visit, request.query_params.get("expression", ""))
            else:
                show_unbuilt(visit)


class _Page:
    """One visitor's audience in the making."""

    def __init__(self, visit: Visit, prepared: str) -> None:
        self._visit, self._prepared = visit, prepared
        self._written = ""
        self._asked = 0
        with ui.element("div").classes("hx-columns hx-audience"):
            with ui.element("div").classes("hx-chosen"):
                with card(visit.say("audience.conditions")):
                    self._editor = Editor(visit, self._edited)
                    self._hand()
                self._details = ui.element("div").classes("hx-details")
            with ui.element("aside").classes("hx-outcome"):
                with card(visit.say("audience.count_title")):
                    self._count = ui.element("div").classes("hx-count-place")
                    self._export()
                with card(visit.say("audience.saved_title")):
                    self._saved = ui.element("div")
        # Outside of every place that is cleared: a timer that is cleared away ends what it has begun.
        ui.timer(0, self._begin, once=True)

    def _hand(self) -> None:
        say = self._visit.say
        with ui.element("details").classes("hx-hand").props("open"):
            text(say("audience.expression"), tag="summary")
            self._text = ui.textarea(label=say("audience.expression_hint"))
            self._text.props(f"outlined autogrow debounce={_DEBOUNCE_MS} spellcheck=false").classes("hx-wide hx-mono")
            self._text.on_value_change(lambda event: self._typed(str(event.value or "")))
            self._wrong = ui.element("div")
            button(say("audience.clear"), lambda: self._typed(""), tone="quiet")

    def _export(self) -> None:
        say = self._visit.say
        with ui.element("div").classes("hx-row hx-export"):
            self._buttons = [
                button(say("audience.export_xlsx"), partial(self._hand_over, ".xlsx"), tone="primary"),
                button(say("audience.export_csv"), partial(self._hand_over, ".csv")),
                button(say("audience.save"), self._ask_name),
            ]
        text(say("audience.export_about"), "hx-note", tag="p")
        self._allow(is_ready=False)

    def _allow(self, *, is_ready: bool) -> None:
        for each in self._buttons:
            each.props(remove="disabled") if is_ready else each.props("disabled")

    async def _begin(self) -> None:
        visit = self._visit
        self._count.clear()
        with self._count:
            text(visit.say("audience.indexing"), "hx-note", tag="p")
            loading(visit)
        try:
            choices, vocabulary = await visit.reads.off_loop(ask_choices, visit.service, visit.language)
        except Exception as error:
            self._fail(error)
            return
        if self._count.is_deleted:
            return
        self._editor.know(choices, vocabulary)
        self._editor.show(Builder())
        self._nothing()
        self._list_saved()
        background_tasks.create(visit.reads.off_loop(warm, visit.service))
        if self._prepared:
            await self._typed(self._prepared)

    def _fail(self, error: Exception) -> None:
        if self._count.is_deleted:
            return
        self._count.clear()
        with self._count:
            failed(self._visit, error, again=self._begin)

    def _nothing(self) -> None:
        self._details.clear()
        self._wrong.clear()
        self._count.clear()
        self._allow(is_ready=False)
        with self._count:
            text(self._visit.say("audience.no_count"), "hx-note", tag="p")

    def _edited(self, builder: Builder) -> None:
        """The chips have changed."""
        expression = expression_of(builder)
        self._written = "" if expression is None else write(expression)
        self._text.value = self._written
        background_tasks.create(self._recount())

    async def _typed(self, written: str) -> None:
        """The expression was edited by hand, or another audience was opened."""
        if written.strip() == self._written.strip():
            return
        self._written = written.strip()
        self._text.value = self._written
        read = await self._visit.reads.off_loop(ask_expression, self._visit.service, self._written)
        if self._written != written.strip() or self._text.is_deleted:
            return
        if not self._written:
            self._editor.show(Builder())
        elif not isinstance(read, Wrong):
            self._editor.show(builder_of(read))
        await self._recount()

    async def _recount(self) -> None:
        self._asked += 1
        asked, written, visit = self._asked, self._written, self._visit
        if not written:
            self._nothing()
            return
        self._count.classes("hx-waiting")
        try:
            found = await visit.reads.off_loop(ask_count, visit.service, written, visit.language)
        except Exception as error:
            self._fail(error)
            return
        if asked != self._asked or self._count.is_deleted:
            return
        self._count.classes(remove="hx-waiting")
        self._wrong.clear()
        self._details.clear()
        self._count.clear()
        self._allow(is_ready=not isinstance(found, Wrong) and bool(found.selection.members))
        if isinstance(found, Wrong):
            with self._wrong:
                show_wrong(visit, found, written, self._typed)
            with self._count:
                text("–", "hx-count-value", tag="strong")
        else:
            with self._count:
                show_count(visit, found)
            with self._details:
                show_details(visit, found)

    async def _hand_over(self, suffix: str) -> None:
        visit = self._visit
        try:
            content, n_people = await visit.reads.off_loop(ask_file, visit.service, self._written, suffix)
        except HuaxiangError as error:
            ui.notify(str(error), type="negative")
            return
        ui.download.content(content, file_name(visit.say("frame.audiences"), suffix, visit.zone))
        ui.notify(visit.say("audience.exported", n=f"{n_people:,}"), type="positive")

    def _ask_name(self) -> None:
        say = self._visit.say
        with ui.dialog(value=True) as dialog, ui.element("div").classes("hx-card hx-condition"):
            text(say("audience.save_as"), "hx-card-title", tag="h2")
            name = ui.input(say("audience.save_name")).props("outlined dense maxlength=80 autofocus").classes("hx-wide")
            with ui.element("div").classes("hx-row hx-end"):
                button(say("audience.cancel"), dialog.close)
                button(say("audience.save"), lambda: self._save(name.value.strip(), dialog), tone="primary")

    async def _save(self, name: str, dialog: ui.dialog) -> None:
        visit = self._visit
        if not name:
            return
        try:
            await visit.reads.off_loop(keep, visit.service, name, self._written)
        except HuaxiangError as error:
            ui.notify(str(error), type="negative")
            return
        dialog.close()
        ui.notify(visit.say("audience.saved", name=name), type="positive")
        self._list_saved()

    def _list_saved(self) -> None:
        visit = self._visit
        self._saved.clear()
        with self._saved:
            try:
                saved = ask_saved(visit.service)
            except HuaxiangError as error:
                failed(visit, error, again=self._list_saved)
                return
            if not saved:
                text(visit.say("audience.saved_none"), "hx-note", tag="p")
            for each in saved:
                button(each.name, partial(self._typed, each.expression), tone="saved").tooltip(each.expression)
