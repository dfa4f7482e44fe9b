"""`huaxiang synonyms review`: words that wait for a person's yes or no."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import print_json, print_line, print_table
from huaxiang.project.opening import Project
from huaxiang.project.reviewing import Candidate, decide_review, review_rows

__all__ = ["MANY", "app"]

app = typer.Typer(add_completion=False)
MANY = ("--accept", "--refuse")
_N_SHOWN = 50


@app.command()
def review(
    folder: Folder = Path(),
    *,
    accept: Annotated[list[str] | None, typer.Option(metavar="WORD...", help="Words that mean their category.")] = None,
    refuse: Annotated[list[str] | None, typer.Option(metavar="WORD...", help="Words that do not.")] = None,
    as_json: AsJson = False,
) -> None:
    """Words hung into the tree by likeness, and candidates for synonyms (待审核的词); accept or refuse them."""
    project = Project.open(folder)
    by = getpass.getuser()
    for words, is_accepted in ((accept or (), True), (refuse or (), False)):
        for word in words:
            decide_review(project, word, is_accepted=is_accepted, by=by)
    waiting = review_rows(project)
    if as_json:
        print_json({"waiting": [_as_json(each) for each in waiting]})
        return
    if not waiting:
        print_line("暂无待审核的词" if project.config.project.language == "zh" else "no word waits for review")
        return
    is_zh = project.config.project.language == "zh"
    columns = (
        ("词", "建议类目", "条数", "理由", "例子") if is_zh else ("Word", "Category", "Texts", "Reason", "Example")
    )
    rows = [
        (each.term, each.path, each.n_texts, each.reason, next(iter(each.examples), "")) for each in waiting[:_N_SHOWN]
    ]
    print_table(f"{len(rows)}/{len(waiting)}", columns, rows)


def _as_json(row: Candidate) -> dict[str, object]:
    return {
        "id": row.id, "kind": row.kind, "term": row.term, "category": row.path, "n_texts": row.n_texts,
        "reason": row.reason, "examples": list(row.examples),
    }  # fmt: skip
