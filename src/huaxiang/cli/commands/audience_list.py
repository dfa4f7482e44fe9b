"""`huaxiang audience list`: the audiences kept."""

from __future__ import annotations

from pathlib import Path

import typer

from huaxiang.audiences.saved import read_audiences
from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json, print_line
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def audiences(folder: Folder = Path(), *, as_json: AsJson = False) -> None:
    """The audiences in audiences.yaml."""
    saved = read_audiences(Project.open(folder).folder / "audiences.yaml")
    if as_json:
        print_json({"audiences": [{"name": each.name, "expression": each.expression} for each in saved]})
    else:
        for each in saved:
            print_line(f"{each.name}: {each.expression}")
