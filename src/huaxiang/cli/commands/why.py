"""`huaxiang why`: the evidence of one tag."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json
from huaxiang.cli.reasons import print_reasons
from huaxiang.project.opening import Project
from huaxiang.project.reasons import why as read_why

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def why(
    name: Annotated[str, typer.Argument(metavar="ID", help="Person id, namespace:value, or a bare value.")],
    tag: Annotated[str, typer.Argument(metavar="TAG", help="Tag key or exact label.")],
    folder: Folder = Path(),
    *,
    as_json: AsJson = False,
) -> None:
    """Why a person has a tag (为什么有这个标签)."""
    project = Project.open(folder)
    document = read_why(project, name, tag)
    if as_json:
        print_json(document)
    else:
        print_reasons(document, project.zone, project.config.project.language)
