"""`huaxiang audience`: people selected by an expression, counted or handed over."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from huaxiang.audiences.handing import check_target
from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import heading, number, percent, print_json, print_line
from huaxiang.domain.errors import UserError
from huaxiang.project.opening import Project
from huaxiang.project.selecting import Audiences
from huaxiang.project.words import EXCLUSIONS, REASONS, word

__all__ = ["app"]

app = typer.Typer(add_completion=False)
_N_SHOWN = 20


@app.command()
def audience(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help='Such as "tag(flag.hesitant) 且 非 did(...)".')],
    folder: Folder = Path(),
    *,
    count: Annotated[bool, typer.Option("--count", help="Only how many (预估人数).")] = False,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help=".csv, .xlsx, .parquet or .jsonl.")] = None,
    include_unproven: Annotated[bool, typer.Option(help="Count what the gate withholds; only with --count.")] = False,
    as_json: AsJson = False,
) -> None:
    """Select people (圈选) by an expression or by the name of a saved audience."""
    if include_unproven and (to is not None or not count):
        raise UserError("--include-unproven goes only with --count: unproven tags are not handed over")
    if to is not None:
        check_target(to)
    project = Project.open(folder)
    audiences = Audiences.of(project)
    selection = audiences.select(expression, is_unproven_included=include_unproven)
    document = audiences.document(selection, is_count=count or to is not None)
    if to is not None:
        document |= {"rows": audiences.hand_over(selection, to), "path": str(to)}
    if as_json:
        print_json(document)
    else:
        print_line(heading(document, project.zone, project.config.project.language))
        _print(document, project.config.project.language)


def _print(document: dict[str, Any], language: str) -> None:
    is_zh = language == "zh"
    total, eligible = number(document["count"], language), number(document["eligible"], language)
    share = percent(document["share"])
    print_line(f"人数 {total},占可圈选 {eligible} 人的 {share}" if is_zh else f"{total} people, {share} of {eligible}")
    for key, words, label in (
        ("withheld", REASONS, "未通过闸门" if is_zh else "Withheld"),
        ("excluded", EXCLUSIONS, "排除" if is_zh else "Excluded"),
    ):
        for reason, n_people in document[key].items():
            print_line(f"{label}: {word(words, reason, language)} {number(n_people, language)}{' 人' if is_zh else ''}")
    if "path" in document:
        print_line(f"{'已写入' if is_zh else 'Written to'} {document['path']}")
    members = document.get("members", [])
    for person in members[:_N_SHOWN]:
        print_line(f"  {person}")
    if len(members) > _N_SHOWN:
        print_line("  … --to FILE")
