"""The data at `/data`: sources and rejects, a file dropped in, its mapping corrected, and everything computed anew."""

from __future__ import annotations

import asyncio
from html import escape
from pathlib import Path
from typing import Any

from fastapi import Request
from nicegui import ui

from huaxiang.console.frame import frame
from huaxiang.console.intake.building import BuildCard
from huaxiang.console.intake.proposed import Corrections, show_proposal
from huaxiang.console.intake.sources import RejectsDialog, show_sources
from huaxiang.console.parts import Section, button, card, empty, failed, loading, text
from huaxiang.console.reads import Reads
from huaxiang.console.views.data import SourceRow, further, source_rows
from huaxiang.console.visit import Visit
from huaxiang.domain.errors import HuaxiangError
from huaxiang.ingest.propose.proposal import Proposal
from huaxiang.ingest.propose.stage import correct, correct_value
from huaxiang.project.adding import add_sources, discard_upload, keep_upload, propose_file, upload_name
from huaxiang.project.further_data import Further
from huaxiang.service.state import Service

__all__ = ["UPLOAD_MB", "add"]

UPLOAD_MB = 512
"""Largest file that the page takes."""
_DROP = (
    '<div class="hx-drop-in"><span>{drop_label}</span><q-btn no-caps unelevated class="hx-drop-pick" label="{pick}">'
    "<q-uploader-add-trigger /></q-btn></div>"
)
_STYLE = Path(__file__).parent.parent / "assets" / "data.css"


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/data")
    def data(request: Request) -> None:
        """Sources, a new file, and the build."""
        visit = Visit.of(service, reads, request)
        ui.add_css(_STYLE)
        with frame(visit, active="data", title=visit.say("data.title"), note=visit.say("data.lead")):
            _Page(visit)


class _Page:
    """One visitor's page of data."""

    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._proposal: Proposal | None = None
        self._path: Path | None = None
        self._turn = asyncio.Lock()
        rejects = RejectsDialog(visit)
        with ui.element("div").classes("hx-columns hx-data"):
            with ui.element("div"):
                with card(visit.say("data.drop_title")):
                    self._drop()
                    self._place = ui.element("div").classes("hx-proposal")
                with card(visit.say("data.further_title")):
                    self._further = Section(visit, self._show_further, further)
            with ui.element("aside"), card(visit.say("data.build_title")):
                self._build = BuildCard(visit, self._built)
        with card(visit.say("data.sources_title")):

            def show(rows: list[SourceRow]) -> None:
                show_sources(visit, rejects, rows)

            self._sources = Section(visit, show, source_rows)

    def _drop(self) -> None:
        say = self._visit.say
        box = ui.upload(
            label=say("data.drop_label"),
            auto_upload=True,
            max_file_size=UPLOAD_MB << 20,
            on_upload=self._dropped,
            on_rejected=lambda: ui.notify(say("data.too_large", mb=UPLOAD_MB), type="negative"),
        )
        self._box = box.props("flat bordered").classes("hx-drop")
        words = {name: escape(say(f"data.{name}"), quote=True) for name in ("drop_label", "pick")}
        box.add_slot("header", _DROP.format(**words))
        text(say("data.drop_about", mb=UPLOAD_MB), "hx-note", tag="p")

    async def _dropped(self, event: Any) -> None:
        """A file has come: it is kept and looked at, when what was asked before is done."""
        visit = self._visit
        self._wait()
        folder = visit.service.readings.project.folder
        scratch = folder / ".huaxiang" / "spill" / f"upload-{upload_name(event.file.name)}"
        async with self._turn:
            self._proposal = None
            try:
                await event.file.save(scratch)
                self._path = await visit.reads.off_loop(_keep, folder, event.file.name, scratch)
                proposal = await visit.reads.off_loop(propose_file, folder, self._path)
            except Exception as error:
                self._fail(error)
                return
            finally:
                scratch.unlink(missing_ok=True)
            self._box.reset()
            self._show(proposal)

    def _wait(self) -> None:
        self._place.clear()
        with self._place:
            text(self._visit.say("data.looking"), "hx-note", tag="p")
            loading(self._visit)

    def _fail(self, error: Exception) -> None:
        if self._place.is_deleted:
            return
        self._box.reset()
        self._place.clear()
        with self._place:
            failed(self._visit, error)

    def _show(self, proposal: Proposal) -> None:
        """The proposal for the first time. What may be clicked next stays while tables are shown anew."""
        if self._place.is_deleted:
            return
        say = self._visit.say
        self._place.clear()
        with self._place:
            self._tables = ui.element("div")
            with ui.element("div").classes("hx-row hx-end"):
                button(say("data.drop_it"), self._discard)
                self._adders = [
                    button(say("data.add"), self._add),
                    button(say("data.add_and_build"), self._add_and_build, tone="primary"),
                ]
        self._show_tables(proposal)

    def _show_tables(self, proposal: Proposal) -> None:
        if self._place.is_deleted or self._tables.is_deleted:
            return
        self._proposal = proposal
        self._tables.clear()
        with self._tables:
            show_proposal(self._visit, proposal, Corrections(self._correct, self._correct_value))
        for each in self._adders:
            each.set_visibility(any(table.drafts for table in proposal.tables))

    async def _correct(self, table: str, column: str, role: str) -> None:
        await self._again(correct, table, column, role)

    async def _correct_value(self, table: str, raw: str, event: str) -> None:
        await self._again(correct_value, table, raw, event)

    async def _again(self, corrected: Any, *said: str) -> None:
        """The proposal made anew with what a person said; one at a time, else the later would undo the earlier."""
        async with self._turn:
            if self._proposal is None:
                return
            try:
                self._show_tables(await self._visit.reads.off_loop(corrected, self._proposal, *said))
            except HuaxiangError as error:
                self._tell(error)

    def _tell(self, error: HuaxiangError) -> None:
        """Said from the place that stays: what was clicked may be shown anew by now."""
        with self._place:
            ui.notify(str(error), type="negative", multi_line=True)

    async def _discard(self) -> None:
        """Forgets the proposal, and the file with it."""
        path, self._path = self._path, None
        async with self._turn:
            self._proposal = None
            self._place.clear()
            if path is not None:
                folder = self._visit.service.readings.project.folder
                await self._visit.reads.off_loop(discard_upload, folder, path)

    async def _add(self) -> bool:
        """Adds the proposal with every correction that was made before the click."""
        visit = self._visit
        folder = visit.service.readings.project.folder
        async with self._turn:
            if self._proposal is None:
                return False
            try:
                names = await visit.reads.off_loop(_added, folder, self._proposal, visit.language)
            except HuaxiangError as error:
                self._tell(error)
                return False
            self._proposal = None
            self._place.clear()
            with self._place:
                text(visit.say("data.added", names=visit.listed(names)), "hx-built", tag="p")
        await self._refresh()
        return True

    async def _add_and_build(self) -> None:
        if await self._add():
            await self._build.start()

    async def _built(self) -> None:
        self._place.clear()
        await self._refresh()

    async def _refresh(self) -> None:
        self._visit.reads.forget()
        await self._sources.refresh()
        await self._further.refresh()

    def _show_further(self, found: list[Further]) -> None:
        say = self._visit.say
        if not found:
            empty(say("data.further_none"), say("data.further_none_text"))
        for each in found:
            with ui.element("div").classes("hx-further"):
                text(each.data, tag="strong")
                text(say("data.further_shows", what=each.shows), "hx-note", tag="p")


def _keep(folder: Path, name: str, scratch: Path) -> Path:
    with scratch.open("rb") as content:
        return keep_upload(folder, name, content, most_bytes=UPLOAD_MB << 20)


def _added(folder: Path, proposal: Proposal, language: str) -> list[str]:
    return add_sources(folder, proposal, language=language)
