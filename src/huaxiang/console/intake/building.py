"""The build from the page: started, watched while it tells what it finds, stopped, and its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nicegui import ui

from huaxiang.console.parts import button, text
from huaxiang.console.shown import count
from huaxiang.console.unbuilt import has_sources
from huaxiang.console.visit import Visit
from huaxiang.service.build_child import BuildState

__all__ = ["BuildCard", "summary_of"]

_EVERY_SECONDS = 0.5
_LINES_SHOWN = 8


def summary_of(manifest: dict[str, Any]) -> dict[str, int]:
    """What a build came to: people, rows, rejected and tags."""
    ingest, tags = manifest["stages"].get("ingest", {}), manifest["stages"].get("tags", {})
    return {
        "people": tags.get("rows_in", 0),
        "rows": ingest.get("rows_in", 0),
        "rejected": sum(ingest.get("rejects", {}).values()),
        "tags": tags.get("rows_out", 0),
    }


class BuildCard:
    """Shows where the service's build stands; every visitor sees the same one."""

    def __init__(self, visit: Visit, on_done: Callable[[], Any]) -> None:
        """Args are as follows.

        Args:
            on_done: Called when a build has become current.
        """
        self._visit, self._on_done = visit, on_done
        self._shown: BuildState | None = None
        self._is_fed: bool | None = None
        text(visit.say("data.build_about"), "hx-note", tag="p")
        self._place = ui.element("div").classes("hx-build").props('role=status aria-live="polite"')
        ui.timer(_EVERY_SECONDS, self.refresh)

    async def start(self) -> None:
        """Starts a build, unless one runs."""
        await self._visit.reads.off_loop(self._visit.service.build.start)
        await self.refresh()

    async def _stop(self) -> None:
        await self._visit.reads.off_loop(self._visit.service.build.stop)
        await self.refresh()

    async def refresh(self) -> None:
        """Shows the build as it stands."""
        state = self._visit.service.build.state()
        before, is_fed = self._shown, has_sources(self._visit)
        if (state == before and is_fed == self._is_fed) or self._place.is_deleted:
            return
        self._shown, self._is_fed = state, is_fed
        if before is not None and before.status == state.status == "running":
            self._follow(state)
            return
        self._place.clear()
        with self._place:
            self._show(state)
        if state.status == "done" and before is not None and before.status in {"running", "stopping"}:
            await self._on_done()

    def _follow(self, state: BuildState) -> None:
        # The button to stop stays the same element: one made anew twice a second would lose the click on its way.
        self._told.clear()
        with self._told:
            text(self._progress(state))
        self._lines.clear()
        with self._lines:
            for line in state.lines[-_LINES_SHOWN:]:
                text(line, tag="li")

    def _progress(self, state: BuildState) -> str:
        if state.status == "stopping":
            return self._visit.say("data.stopping")
        return self._visit.say("data.building", seconds=round(state.seconds))

    def _show(self, state: BuildState) -> None:
        say = self._visit.say
        if state.status in {"running", "stopping"}:
            with ui.element("div").classes("hx-spread"):
                self._told = ui.element("span")
                if state.status == "running":
                    button(say("data.stop"), self._stop)
            ui.element("div").classes("hx-progress")
            self._lines = ui.element("ol").classes("hx-lines")
            self._follow(state)
            return
        if state.status == "done" and state.manifest is not None:
            self._done(state, state.manifest)
        elif state.status == "failed":
            with ui.element("div").classes("hx-failed").props("role=alert"):
                text(say("data.build_failed"), tag="strong")
                text(state.error, "hx-note", tag="p")
        elif state.status == "stopped":
            text(say("data.build_stopped"), "hx-stale hx-by-hand", tag="p")
        start = button(say("data.build"), self.start, tone="primary")
        if not self._is_fed:
            start.props("disabled")
            text(say("data.build_needs_data"), "hx-note", tag="p")

    def _done(self, state: BuildState, manifest: dict[str, Any]) -> None:
        say, language = self._visit.say, self._visit.language
        with ui.element("div").classes("hx-built"):
            text(say("data.build_done", seconds=round(state.seconds)), tag="strong")
            figures = summary_of(manifest)
            told = [say(f"data.done_{name}", n=count(figures[name], language)) for name in figures]
            text(" · ".join(told), tag="p")
            with ui.element("div").classes("hx-row"):
                ui.link(say("data.see_overview"), "/").classes("hx-button hx-button-primary")
                ui.link(say("data.see_people"), "/people")
