"""`huaxiang journeys`: transitions between steps, and flags."""

from __future__ import annotations

from pathlib import Path

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import heading, number, percent, print_json, print_line, print_table
from huaxiang.project.opening import Project
from huaxiang.project.views import journeys_view

__all__ = ["app"]

app = typer.Typer(add_completion=False)
_N_SHOWN = 40


@app.command()
def journeys(folder: Folder = Path(), *, as_json: AsJson = False) -> None:
    """The most frequent transitions (转移) between steps, and the flags (临时标签)."""
    project = Project.open(folder)
    document = journeys_view(project)
    if as_json:
        print_json(document)
        return
    language = project.config.project.language
    is_zh = language == "zh"
    print_line(heading(document, project.zone, language))
    columns = (
        ("从", "到", "次", "人", "间隔中位数(秒)") if is_zh else ("From", "To", "Times", "People", "Median gap, s")
    )
    rows = [
        (
            each["from_label"],
            each["to_label"],
            number(each["n_times"], language),
            number(each["n_people"], language),
            f"{each['median_gap_seconds']:,.0f}",
        )
        for each in document["transitions"][:_N_SHOWN]
    ]
    total = document["n_transitions"]
    print_table(f"转移 {len(rows)}/{total}" if is_zh else f"{len(rows)} of {total} transitions", columns, rows)
    headings = ("临时标签", "口径", "命中人数", "覆盖率") if is_zh else ("Flag", "Definition", "Holders", "Coverage")
    flags = [
        (each["label"], each["definition"], number(each["holders"], language), percent(each["coverage"]))
        for each in document["flags"]
    ]
    print_table("", headings, flags)
