"""`huaxiang why-not`: the first condition that failed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json
from huaxiang.cli.reasons import print_reasons
from huaxiang.project.opening import Project
from huaxiang.project.reasons import why_not as read_why_not

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def why_not(
    name: Annotated[str, typer.Argument(metavar="ID", help="Person id, namespace:value, or a bare value.")],
    tag: Annotated[str, typer.Argument(metavar="TAG", help="Tag key or exact label.")],
    folder: Folder = Path(),
    *,
    as_json: AsJson = False,
) -> None:
    """Why a person does not have a tag, or why it may not be used (为什么没有)."""
    project = Project.open(folder)
    document = read_why_not(project, name, tag)
    if as_json:
        print_json(document)
    else:
        print_reasons(document, project.zone, project.config.project.language)
