"""`huaxiang audience save`: keeps an audience under a name."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json, print_line
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def save(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Its name.")],
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="What selects its people.")],
    folder: Folder = Path(),
    *,
    as_json: AsJson = False,
) -> None:
    """Keep an audience (人群包) in audiences.yaml."""
    saved = Audiences.of(Project.open(folder)).save(name, expression)
    if as_json:
        print_json({"name": saved.name, "expression": saved.expression})
    else:
        print_line(f"{saved.name}: {saved.expression}")
