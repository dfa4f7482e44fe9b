"""`huaxiang live`: the live worker alone, beside a `serve --no-worker` of the same project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import Folder
from huaxiang.cli.endings import INTERRUPTED, Stopped
from huaxiang.service.living import live as live_on

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def live(
    folder: Folder = Path(),
    *,
    workers: Annotated[int, typer.Option(min=1, metavar="N", help="Number of workers; one for now.")] = 1,
) -> int:
    """Fold accepted events into profiles until Ctrl-C, without intake, API and console."""
    code = live_on(folder, workers=workers)
    if code == INTERRUPTED:
        raise Stopped
    return code
