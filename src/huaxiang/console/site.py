"""The console's routes on a service's application, and serving both."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from huaxiang.console.views import overview, portrait, words
from huaxiang.project.opening import Project
from huaxiang.service.answers import answer
from huaxiang.service.app import create_app
from huaxiang.service.routes.access import may_read
from huaxiang.service.serving import run_app
from huaxiang.service.state import Service

__all__ = ["add_console", "serve"]

_HERE = Path(__file__).parent
_OVERVIEW_SECONDS = 3.0
_HEADERS = {
    "content-security-policy": "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'",
    "cache-control": "no-cache",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
}


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8080, worker: bool = True) -> int:
    """Serves intake, API and console of a built project until it is told to end; see `service.serving.serve`."""
    project = Project.open(folder)
    project.current_run()
    app = create_app(project, worker=worker)
    add_console(app)
    return run_app(app, name=project.config.project.name, host=host, port=port)


def add_console(app: FastAPI) -> None:
    """Adds the page at `/`, its assets, and what it reads, to an application made by `create_app`."""
    service: Service = app.state.service
    app.mount("/assets", StaticFiles(directory=_HERE / "assets"), name="assets")
    app.include_router(_page_routes())
    app.include_router(_view_routes(service))


def _page_routes() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    def page() -> Response:
        """The page; it holds nothing of anyone and asks for what it shows."""
        return FileResponse(_HERE / "pages" / "overview.html", headers=_HEADERS)

    return router


def _view_routes(service: Service) -> APIRouter:
    router = APIRouter(prefix="/console", include_in_schema=False, dependencies=[Depends(may_read(service))])
    kept: list[tuple[float, dict[str, Any]]] = []

    @router.get("/overview")
    def glance() -> Response:
        """The overview, a few seconds old at most."""
        if not kept or time.monotonic() - kept[-1][0] > _OVERVIEW_SECONDS:
            with service.readings.reading() as reading:
                document = overview(reading)
            kept[:] = [(time.monotonic(), document)]
        return answer(kept[-1][1])

    @router.get("/people/{person}")
    def person(person: str) -> Response:
        """The portrait with every tag's state."""
        with service.readings.reading() as reading:
            return answer(portrait(reading, person))

    @router.get("/words")
    def shown_words() -> Response:
        """Words in both languages."""
        return answer(words())

    return router
