"""Pages for what is not there and for what went wrong, in the frame of the site."""

from __future__ import annotations

import structlog
from fastapi import Request, Response
from nicegui import Client, ui
from nicegui import app as pages_app

from huaxiang.console.frame import frame
from huaxiang.console.parts import card, empty
from huaxiang.console.reads import Reads
from huaxiang.console.visit import Visit
from huaxiang.service.answers import refused
from huaxiang.service.state import Service

__all__ = ["add_fault_pages"]

_FILES = ("/_nicegui", "/assets")
_log = structlog.get_logger(__name__)


def add_fault_pages(service: Service, reads: Reads) -> None:
    """Puts our pages in the place of the framework's own for 404 and 500."""

    def shown(request: Request, status: int, name: str) -> Response:
        visit = Visit.of(service, reads, request)
        title = visit.say(f"frame.{name}")
        with Client(ui.page(""), request=request) as client, frame(visit, active="", title=title), card():
            empty(visit.say(f"frame.{name}_text"), visit.say(f"frame.{name}_do"))
            with ui.element("p").classes("hx-centred"):
                ui.link(visit.say("frame.to_overview"), "/").classes("hx-button hx-button-primary")
        return client.build_response(request, status)

    async def missing(request: Request, error: Exception) -> Response:  # noqa: ARG001
        if request.url.path.startswith(_FILES):
            return refused(404, f"no such file: {request.url.path}")
        return shown(request, 404, "not_found")

    async def broken(request: Request, error: Exception) -> Response:
        _log.error("console_page_failed", kind=type(error).__name__, exc_info=error)
        return shown(request, 500, "broken")

    pages_app.exception_handlers[404] = missing
    pages_app.exception_handlers[Exception] = broken
