"""`huaxiang interests`: the interests that people hold."""

from __future__ import annotations

from pathlib import Path

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import heading, number, percent, print_json, print_line, print_table
from huaxiang.project.opening import Project
from huaxiang.project.views import interests_view
from huaxiang.project.words import STATES, word

__all__ = ["app"]

app = typer.Typer(add_completion=False)
_N_SHOWN = 60


@app.command()
def interests(folder: Folder = Path(), *, as_json: AsJson = False) -> None:
    """The interests (兴趣标签) that anyone holds, most held first."""
    project = Project.open(folder)
    document = interests_view(project)
    if as_json:
        print_json(document)
        return
    language = project.config.project.language
    is_zh = language == "zh"
    print_line(heading(document, project.zone, language))
    columns = (
        ("兴趣", "口径键", "命中人数", "可用人数", "覆盖率", "平均置信度", "状态")
        if is_zh
        else ("Interest", "Key", "Holders", "Passing", "Coverage", "Confidence", "State")
    )
    rows = [
        (
            each["label"],
            each["key"],
            number(each["holders"], language),
            number(each["passing"], language),
            percent(each["coverage"]),
            f"{each['confidence']:.3f}",
            word(STATES, each["state"], language),
        )
        for each in document["interests"][:_N_SHOWN]
    ]
    total = len(document["interests"])
    print_table(f"兴趣 {len(rows)}/{total}" if is_zh else f"{len(rows)} of {total} interests", columns, rows)
