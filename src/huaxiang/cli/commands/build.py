"""`huaxiang build`: every stage over all sources."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, AsOf, Folder, instant
from huaxiang.cli.output import print_json, print_line, progress
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def build(
    folder: Folder = Path(),
    *,
    as_of: AsOf = None,
    stage: Annotated[str | None, typer.Option(help="Run one stage again and what depends on it.")] = None,
    engine: Annotated[str | None, typer.Option(help="duckdb or spark; the configuration's unless given.")] = None,
    keep_models: Annotated[str | None, typer.Option(metavar="RUN", help="Score with the models of a run.")] = None,
    as_json: AsJson = False,
) -> None:
    """Compute every portrait from the sources (计算全部画像)."""
    project = Project.open(folder)
    report = project.build(
        as_of=instant(as_of, project.zone), keep_models=keep_models, stage=stage, engine=engine, progress=progress
    )
    if as_json:
        print_json(report.manifest)
    else:
        print_line(str(report))
