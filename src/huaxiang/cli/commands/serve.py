"""`huaxiang serve`: intake, API and console, with the live worker as a child."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import Folder
from huaxiang.cli.endings import INTERRUPTED, Stopped
from huaxiang.console.site import serve as serve_project
from huaxiang.project.initialising import begin_project
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def serve(
    folder: Folder = Path(),
    *,
    host: Annotated[str | None, typer.Option(metavar="H", help="Address; the configuration's unless given.")] = None,
    port: Annotated[int | None, typer.Option(metavar="P", help="Port; the configuration's unless given.")] = None,
    no_worker: Annotated[bool, typer.Option("--no-worker", help="Take events in, but fold none.")] = False,
) -> int:
    """Serve intake, API and console until Ctrl-C; a new folder becomes a project without data."""
    begin_project(folder)
    live = Project.open(folder).config.live
    chosen = live.host if host is None else host
    code = serve_project(folder, chosen, live.port if port is None else port, not no_worker)
    if code == INTERRUPTED:
        raise Stopped
    return code
