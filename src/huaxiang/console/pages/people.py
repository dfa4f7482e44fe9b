"""The people at `/people`."""

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

    @ui.page("/people")
    def people(request: Request) -> None:
        """Finding people."""
        visit = Visit.of(service, reads, request)
        with frame(visit, active="people", title=visit.say("frame.people")):
            pass
