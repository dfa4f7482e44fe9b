"""`huaxiang audience similar`: people who behave like a group and are not in it."""

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

__all__ = ["app"]

app = typer.Typer(add_completion=False)
_N_SHOWN = 20
_WANTED = 1_000


@app.command()
def similar(
    expression: Annotated[str, typer.Argument(metavar="EXPR", help="The group, or the name of a saved audience.")],
    folder: Folder = Path(),
    *,
    n: Annotated[int, typer.Option("--n", metavar="N", help="How many people.")] = _WANTED,
    to: Annotated[Path | None, typer.Option("--to", metavar="FILE", help=".csv, .xlsx, .parquet or .jsonl.")] = None,
    as_json: AsJson = False,
) -> None:
    """Look-alikes (相似人群) of a group, the most alike first."""
    if n < 1:
        raise UserError(f"--n {n}: ask for at least 1 person")
    if to is not None:
        check_target(to)
    project = Project.open(folder)
    audiences = Audiences.of(project)
    selection = audiences.select(expression)
    found = audiences.similar(selection, n=n)
    document = audiences.similar_document(selection, found)
    if to is not None:
        document |= {"rows": audiences.hand_over_people(found.ids, to), "path": str(to)}
    if as_json:
        print_json(document)
        return
    language = project.config.project.language
    print_line(heading(document, project.zone, language))
    _print(document, language)


def _print(document: dict[str, Any], language: str) -> None:
    is_zh = language == "zh"
    seeds, pool = number(document["seeds"], language), number(document["pool"], language)
    print_line(f"种子 {seeds} 人,候选 {pool} 人" if is_zh else f"{seeds} seeds, {pool} others")
    quality = f"AUC {document['auc']:.2f}, ECE {document['ece']:.3f}"
    print_line(f"区分能力与校准误差(未参与训练的人): {quality}" if is_zh else f"On people not learned from: {quality}")
    for each in document["members"][:_N_SHOWN]:
        print_line(f"  {each['person_id']}  {percent(each['probability'])}")
    if len(document["members"]) > _N_SHOWN:
        print_line("  … --to FILE")
    if "path" in document:
        print_line(f"{'已写入' if is_zh else 'Written to'} {document['path']}")
