"""`huaxiang segments`: the segments with names and sizes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from huaxiang.audiences.handing import check_target, write_rows
from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import heading, number, percent, print_json, print_line, print_table
from huaxiang.console.views.segment_pages import pages_table
from huaxiang.project.opening import Project
from huaxiang.project.views import segments_view

__all__ = ["app"]

_N_MOVES = 10

app = typer.Typer(add_completion=False)


@app.command()
def segments(
    folder: Folder = Path(),
    *,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help="A row a segment: .xlsx, .csv …")] = None,
    as_json: AsJson = False,
) -> None:
    """The segments (分群), largest first."""
    if to is not None:
        check_target(to)
    project = Project.open(folder)
    document = segments_view(project)
    if to is not None:
        document |= {"rows": write_rows(pages_table(project), to), "path": str(to)}
    if as_json:
        print_json(document)
        return
    language = project.config.project.language
    is_zh = language == "zh"
    print_line(heading(document, project.zone, language))
    columns = ("编号", "分群", "人数", "占比") if is_zh else ("Id", "Segment", "People", "Share")
    rows = [
        (each["id"], each["name"], number(each["n_people"], language), percent(each["share"]))
        for each in document["segments"]
    ]
    print_table(f"分群 {len(rows)} 个" if is_zh else f"{len(rows)} segments", columns, rows)
    moves = [
        (
            each["from_name"],
            each["to_name"],
            *(number(each[name], language) for name in ("n_people", "by_behaviour", "by_model")),
        )
        for each in document["moved"][:_N_MOVES]
    ]
    if moves:
        heads = (
            ("原分群", "现分群", "人数", "行为变化", "分群变化")
            if is_zh
            else ("From", "To", "People", "Other behaviour", "Other model")
        )
        print_table("自上次构建换群的人" if is_zh else "Moved since the build before", heads, moves)
    if to is not None:
        print_line(f"{'已写入' if is_zh else 'Written to'} {to}")
    outside = number(document["outside"], language)
    print_line(f"不在任何分群: {outside} 人" if is_zh else f"In no segment: {outside} people")
