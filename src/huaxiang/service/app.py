"""The application: intake, people, audiences, changes, health and documentation of one project."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager

from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError

from huaxiang import __version__
from huaxiang.domain.errors import HuaxiangError
from huaxiang.project.opening import Project
from huaxiang.service.answers import as_refused, refused
from huaxiang.service.measures import Measured
from huaxiang.service.routes.access import NotAllowed
from huaxiang.service.routes.audiences import audience_routes
from huaxiang.service.routes.changes import change_routes
from huaxiang.service.routes.docs import docs_routes
from huaxiang.service.routes.health import health_routes
from huaxiang.service.routes.intake import intake_routes
from huaxiang.service.routes.people import people_routes
from huaxiang.service.routes.unknown import unknown_routes
from huaxiang.service.state import Service

__all__ = ["create_app"]

_UNANSWERED = {404: "no such path", 405: "another method is needed for"}


def create_app(project: Project, *, worker: bool) -> FastAPI:
    """The application of a built project; `app.state.service` is what its routes share.

    Args:
        project: Built.
        worker: Whether its lifespan starts the live worker as a child.
    """
    service = Service.of(project, worker=worker)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        if service.worker is not None:
            service.worker.start()
        service.deliveries.start()
        watching = asyncio.create_task(service.watch_feed())
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.to_thread(service.close)

    app = FastAPI(title="Huaxiang", version=__version__, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.service = service
    for router in _routers(app, service):
        app.include_router(router)
    for kind in (HuaxiangError, Exception):
        app.add_exception_handler(kind, as_refused)
    app.add_exception_handler(NotAllowed, _not_allowed)
    for status, reason in _UNANSWERED.items():
        app.add_exception_handler(status, _unanswered(status, reason))
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_middleware(Measured, measures=service.measures)
    return app


def _routers(app: FastAPI, service: Service) -> Sequence[APIRouter]:
    """The routers in the order in which a path is looked for: what is asked most often first."""
    made = (people_routes, intake_routes, audience_routes, change_routes, health_routes)
    known = [*(make(service) for make in made), docs_routes(app)]
    return [*known, unknown_routes(known)]


async def _not_allowed(request: Request, error: Exception) -> Response:  # noqa: ARG001
    assert isinstance(error, NotAllowed)
    headers = {"www-authenticate": 'Basic realm="huaxiang"'} if error.status == 401 else None
    return refused(error.status, error.reason, headers=headers)


def _unanswered(status: int, reason: str) -> Callable[[Request, Exception], Awaitable[Response]]:
    """An answer in our shape where the framework found nothing that takes a request."""

    async def answered(request: Request, error: Exception) -> Response:
        return refused(status, f"{reason}: {request.url.path}", headers=getattr(error, "headers", None))

    return answered


async def _invalid(request: Request, error: Exception) -> Response:  # noqa: ARG001
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    return refused(400, f"{first['loc'][-1]}: {first['msg']}")
