"""`huaxiang report`: the Monday page as words, or as a workbook."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.audiences.handing import write_book
from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import heading, number, percent, print_json, print_line, print_table
from huaxiang.console.views.weekly import weekly, weekly_tables
from huaxiang.domain.instants import to_iso
from huaxiang.project.opening import Project

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def report(
    folder: Folder = Path(),
    *,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="A workbook: .xlsx.")] = None,
    as_json: AsJson = False,
) -> None:
    """What a growth team reads on Monday (周报)."""
    project = Project.open(folder)
    told = weekly(project)
    meta = project.store().meta()
    document = {**told, "as_of": to_iso(told["as_of"]), "run_id": meta.run_id}
    if to is not None:
        document |= {"sheets": write_book(weekly_tables(told), to), "path": str(to)}
    if as_json:
        print_json(document)
        return
    language = project.config.project.language
    is_zh = language == "zh"
    print_line(heading(document | {"lag_seconds": 0}, project.zone, language))
    for sentence in told["sentences"]:
        print_line(sentence)
    columns = ("分群", "人数", "占比", "净销售额占比") if is_zh else ("Segment", "People", "Share", "Of net sales")
    rows = [
        (each["name"], number(each["n_people"], language), percent(each["share"]), percent(each["net_share"]))
        for each in told["segments"]
    ]
    print_table("分群" if is_zh else "Segments", columns, rows)
    for group, title in (("life_cycle", "生命周期" if is_zh else "Life cycle"), ("aipl", "AIPL")):
        if told[group] is not None:
            then = f"{told[group]['days']} 天前" if is_zh else f"{told[group]['days']} days ago"
            heads = ("阶段", then, "现在") if is_zh else ("Stage", then, "Now")
            stages = [row for row in told[group]["stages"] if row["slug"]]
            shown = [(row["label"], *(number(row[name], language) for name in ("n_then", "n_now"))) for row in stages]
            print_table(title, heads, shown)
    if to is not None:
        print_line(f"{'已写入' if is_zh else 'Written to'} {to}")
