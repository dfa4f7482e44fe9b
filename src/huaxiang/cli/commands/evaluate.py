"""`huaxiang evaluate`: the scorecard against truth."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.figures import print_figures, run_figures

__all__ = ["MANY", "app"]

app = typer.Typer(add_completion=False)
MANY = ("--only",)


@app.command()
def evaluate(
    name: Annotated[str, typer.Argument(metavar="NAME", help="build, ingest, identity, segments, interests, …")],
    folder: Folder = Path(),
    *,
    only: Annotated[list[str] | None, typer.Option(metavar="KEY...", help="Measure these figures alone.")] = None,
    as_json: AsJson = False,
) -> None:
    """Measure the figures of truth (成绩单) for NAME."""
    print_figures(run_figures("evaluate", name, only=only, folder=folder), as_json=as_json)
