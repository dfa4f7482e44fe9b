"""The overview at `/`."""

from __future__ import annotations

from fastapi import Request
from nicegui import ui

from huaxiang.console.frame import frame
from huaxiang.console.reads import Reads
from huaxiang.console.visit import Visit
from huaxiang.service.state import Service

__all__ = ["add"]


def add(service: Service, reads: Reads) -> None:
    """Registers the page."""

    @ui.page("/")
    def overview(request: Request) -> None:
        """The shop at a glance."""
        visit = Visit.of(service, reads, request)
        with frame(visit, active="overview", title=visit.say("frame.overview")):
            pass
