"""The console on a service's application: pages, sign-in and assets, and serving both."""

from __future__ import annotations

from hashlib import blake2b
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from nicegui import app as pages_app
from nicegui import ui

from huaxiang.console import pages
from huaxiang.console.access import Access
from huaxiang.console.faults import add_fault_pages
from huaxiang.console.guard import Guard
from huaxiang.console.login import login_routes
from huaxiang.console.reads import Reads
from huaxiang.project.opening import Project
from huaxiang.service.app import create_app
from huaxiang.service.serving import run_app
from huaxiang.service.state import Service

__all__ = ["add_console", "serve"]

_ASSETS = Path(__file__).parent / "assets"
_FAVICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="#2f5bd7"/>'
    '<circle cx="16" cy="12" r="5" fill="#fff"/><path d="M6 27a10 8 0 0 1 20 0z" fill="#fff"/></svg>'
)
_SIGN_OF_SIMULATION = ("truth", "personas.parquet")


def serve(folder: Path, host: str = "127.0.0.1", port: int = 8080, worker: bool = True) -> int:
    """Serves intake, API and console until it is told to end; see `service.serving.run_app`.

    A project that was never built is served too: its pages say what to do, and it can be built from them.

    Raises:
        ProjectMissing: There is no project.
        UserError: No port is free, or the address is not of this machine.
    """
    project = Project.open(folder)
    app = create_app(project, worker=worker)
    add_console(app)
    return run_app(app, name=project.config.project.name, host=host, port=port)


def add_console(app: FastAPI, *, is_demo: bool | None = None) -> None:
    """Adds the pages, the sign-in and the assets to an application made by `create_app`.

    One process has one console: NiceGUI keeps its pages by process, and a second console takes the first one's place.

    Args:
        is_demo: Whether the project is a simulated shop, open on its own machine; found out when None.
    """
    service: Service = app.state.service
    project = service.readings.project
    is_simulated = project.folder.joinpath(*_SIGN_OF_SIMULATION).exists() if is_demo is None else is_demo
    access = Access(project.ledger, is_demo=is_simulated)
    app.mount("/assets", StaticFiles(directory=_ASSETS), name="assets")
    app.include_router(login_routes(access, project.ledger, language=project.config.project.language))
    pages_app.user_middleware.clear()
    pages_app.middleware_stack = None
    reads = Reads(service, is_demo=is_simulated)
    for module in iter_modules(pages.__path__):
        import_module(f"{pages.__name__}.{module.name}").add(service, reads)
    ui.add_head_html(f'<link rel="stylesheet" href="/assets/console.css?{_version()}">', shared=True)
    ui.run_with(
        app,
        title=project.config.project.name,
        favicon=_FAVICON,
        dark=None,
        language="zh-CN" if project.config.project.language == "zh" else "en-US",
        tailwind=False,
        show_welcome_message=False,
        binding_refresh_interval=None,
        reconnect_timeout=20.0,
    )
    pages_app.add_middleware(Guard, access=access)
    add_fault_pages(service, reads)


def _version() -> str:
    """A sign of the stylesheet as it is, so that a browser never shows a new page with an old one."""
    return blake2b((_ASSETS / "console.css").read_bytes(), digest_size=6).hexdigest()
