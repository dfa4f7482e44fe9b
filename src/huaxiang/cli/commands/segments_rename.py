"""`huaxiang segments rename`: a name of the shop's own for a segment."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json, print_line
from huaxiang.project.opening import Project
from huaxiang.project.renaming import rename_segment

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def rename(
    segment: Annotated[str, typer.Argument(metavar="ID", help="Id such as s0003, or the name it has.")],
    name: Annotated[str, typer.Argument(metavar="NAME", help="The new name.")],
    folder: Folder = Path(),
    *,
    en: Annotated[str | None, typer.Option("--en", metavar="NAME", help="The name in English.")] = None,
    as_json: AsJson = False,
) -> None:
    """Name a segment (分群改名); the name survives every later build."""
    chosen = rename_segment(Project.open(folder), segment, name, en=en)
    if as_json:
        print_json({"segment_id": chosen, "name": name, "name_en": en or name})
    else:
        print_line(f"{chosen}: {name}")
