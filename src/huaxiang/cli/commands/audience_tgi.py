"""`huaxiang audience tgi`: what a group has more, or less, than everyone or than another group."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import pyarrow as pa
import typer

from huaxiang.audiences.handing import check_target, write_rows
from huaxiang.audiences.tgi import STRONG, WEAK
from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import heading, number, percent, print_json, print_line, print_table
from huaxiang.console.views.comparison import comparison_document
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences

__all__ = ["app"]

app = typer.Typer(add_completion=False)
_N_SHOWN = 15
_LEAST_Z = 2.0


@app.command()
def tgi(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="The group, or the name of a saved audience.")],
    folder: Folder = Path(),
    *,
    against: Annotated[str | None, typer.Option("--against", metavar="EXPR", help="Another group.")] = None,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help=".csv, .xlsx, .parquet or .jsonl.")] = None,
    as_json: AsJson = False,
) -> None:
    """TGI of a group against everyone, or against another group."""
    if to is not None:
        check_target(to)
    project = Project.open(folder)
    audiences = Audiences.of(project)
    baseline = None if against is None else audiences.select(against)
    document = comparison_document(audiences, audiences.select(expression), baseline)
    if to is not None:
        document |= {"rows": write_rows(pa.Table.from_pylist(document["shares"]), to), "path": str(to)}
    if as_json:
        print_json(document)
        return
    print_line(heading(document | {"lag_seconds": 0}, project.zone, project.config.project.language))
    _print(document, project.config.project.language)


def _print(document: dict[str, Any], language: str) -> None:
    is_zh = language == "zh"
    n, n_against = number(document["n"], language), number(document["n_against"], language)
    print_line(f"人群 {n} 人,基准 {n_against} 人" if is_zh else f"{n} people against {n_against}")
    if document["is_hidden"]:
        least = document["least_people"]
        print_line(f"不足 {least} 人,不显示 TGI" if is_zh else f"Under {least} people: no TGI is shown")
        return
    sure = [each for each in document["shares"] if abs(each["z"]) >= _LEAST_Z]
    columns = ("标签", "TGI", "人群", "基准") if is_zh else ("Tag", "TGI", "Group", "Baseline")
    for title, chosen in (
        ("明显更多" if is_zh else "Clearly more", [each for each in sure if each["tgi"] >= STRONG]),
        ("明显更少" if is_zh else "Clearly less", [each for each in sure if each["tgi"] <= WEAK]),
    ):
        rows = [
            (each["label"], each["tgi"], percent(each["share"]), percent(each["share_against"]))
            for each in chosen[:_N_SHOWN]
        ]
        if rows:
            print_table(title, columns, rows)
    if not any(each["tgi"] >= STRONG or each["tgi"] <= WEAK for each in sure):
        print_line("没有明显差别" if is_zh else "Nothing stands out")
    if "path" in document:
        print_line(f"{'已写入' if is_zh else 'Written to'} {document['path']}")
