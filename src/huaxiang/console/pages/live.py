"""The live page at `/live`: changes of tags as they come, what comes in, and whether everything works."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from huaxiang.console.assets_of import asset
from huaxiang.console.frame import frame
from huaxiang.console.live.board import LiveBoard
from huaxiang.console.reads import Reads
from huaxiang.console.unbuilt import show_unbuilt
from huaxiang.console.visit import Visit
from huaxiang.service.state import Service

__all__ = ["add"]


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/live")
    def live(request: Request) -> None:
        """What moves now."""
        visit = Visit.of(service, reads, request)
        ui.add_head_html(asset("live.css") + asset("live.js"))
        with frame(visit, active="live", title=visit.say("live.title"), note=visit.say("live.lead")):
            if visit.is_built:
                LiveBoard(visit).show()
            else:
                show_unbuilt(visit)
