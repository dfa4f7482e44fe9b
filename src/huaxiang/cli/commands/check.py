"""`huaxiang check`: sources, lake, log, profiles and tag counts reconciled."""

from __future__ import annotations

from pathlib import Path

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json, print_line, print_table
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def check(folder: Folder = Path(), *, as_json: AsJson = False) -> None:
    """Reconcile everything (对账); the difference should be 0."""
    project = Project.open(folder)
    document = project.check()
    if as_json:
        print_json(document)
        return
    is_zh = project.config.project.language == "zh"
    columns = ("对账项", "左", "右", "差") if is_zh else ("Check", "Left", "Right", "Difference")
    rows = [(each["name"], each["left"], each["right"], each["difference"]) for each in document["checks"]]
    print_table("对账" if is_zh else "Checks", columns, rows)
    print_line(f"{'差额合计' if is_zh else 'Difference'}: {document['difference']}")
