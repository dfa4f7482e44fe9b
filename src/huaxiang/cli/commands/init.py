"""`huaxiang init`: raw files in, a commented huaxiang.toml out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from huaxiang.cli.arguments import AsJson
from huaxiang.cli.output import print_json, print_line, print_table, progress
from huaxiang.domain.errors import UnknownName, UserError
from huaxiang.ingest.propose.labels import kind_label, role_label
from huaxiang.ingest.propose.proposal import UNSURE, Proposal
from huaxiang.ingest.propose.stage import correct, correct_value
from huaxiang.project.initialising import CONFIG, Doubt, doubts, missing_lines, propose_project, write_project

__all__ = ["MANY", "app"]

MANY = ("--from",)
app = typer.Typer(add_completion=False)


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Project folder; made when it is not there.")],
    *,
    paths: Annotated[
        list[Path], typer.Option("--from", metavar="PATH...", help="Files, folders or globs; may be repeated.")
    ],
    yes: Annotated[bool, typer.Option("--yes", help="Take the best guess everywhere; ask nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """Look at raw files, propose a mapping, write huaxiang.toml (看原始文件,提出映射)."""
    asks = sys.stdin.isatty() and sys.stdout.isatty() and not yes and not as_json
    overwrite = _may_write(folder, asks=asks, writes=yes or asks)
    proposal = propose_project(folder, paths, progress=progress)
    if not (yes or asks or as_json):
        _show(proposal)
        raise UserError("nothing was written, as nobody can be asked here: add --yes to accept the proposal")
    if asks:
        proposal = _ask_all(proposal)
    written = write_project(folder, proposal, overwrite=overwrite) if yes or asks else None
    if as_json:
        print_json({**proposal.to_dict(), "written": None if written is None else str(written)})
        return
    _show(proposal)
    _tell(proposal, folder, written)


def _may_write(folder: Path, *, asks: bool, writes: bool) -> bool:
    """Whether an existing huaxiang.toml may be replaced, as a person says; UserError when nobody can be asked."""
    path = folder / CONFIG
    if not path.exists() or not writes:
        return False
    if asks and typer.confirm(f"{path} 已存在,要覆盖吗? It is already there: replace it?", default=False):
        return True
    raise UserError(f"{path} is already there: rename or remove it, or choose another folder, then run this again")


def _ask_all(proposal: Proposal) -> Proposal:
    """Asks about each weak guess once; Enter takes it."""
    asked: set[tuple[str, str, str | None]] = set()
    while True:
        open_doubts = [d for d in doubts(proposal) if (d.table, d.column, d.raw) not in asked]
        if not open_doubts:
            return proposal
        asked.add((open_doubts[0].table, open_doubts[0].column, open_doubts[0].raw))
        proposal = _ask(proposal, open_doubts[0])


def _ask(proposal: Proposal, doubt: Doubt) -> Proposal:
    is_zh = proposal.project.language.value == "zh"
    what = doubt.raw if doubt.raw is not None else doubt.column or ("整张表" if is_zh else "the table")
    examples = ""
    if doubt.column:
        column = next(c for c in proposal.table(doubt.table).columns if c.column == doubt.column)
        examples = f" ({', '.join(column.examples)})"
    is_question = f"{doubt.table} · {what}{examples}: {doubt.guess} {doubt.confidence:.2f}?"
    answer = typer.prompt(is_question, default=doubt.guess)
    if answer == doubt.guess:
        return proposal
    try:
        if doubt.raw is not None:
            return correct_value(proposal, doubt.table, doubt.raw, answer)
        return correct(proposal, doubt.table, doubt.column, answer)
    except UnknownName as error:
        print_line(str(error))
        return _ask(proposal, doubt)


def _show(proposal: Proposal) -> None:
    language = proposal.project.language.value
    heads = ("列", "是", "把握", "理由") if language == "zh" else ("column", "is", "confidence", "reason")
    for table in proposal.tables:
        reason = "; ".join(each.text(language) for each in table.reasons)
        title = f"{table.file.name}: {kind_label(table.kind, language)} {table.confidence:.2f} · {reason}"
        if not table.drafts:
            print_line(title)
            continue
        rows = [
            (
                each.column,
                role_label(each.role, language) + (f" ({each.namespace})" if each.namespace else ""),
                f"{each.confidence:.2f}",
                "; ".join(reason.text(language) for reason in each.reasons),
            )
            for each in table.columns
        ]
        rows += [(f"  {m.raw}", m.name, f"{m.confidence:.2f}", m.reason) for m in table.meanings]
        print_table(title, heads, rows)


def _tell(proposal: Proposal, folder: Path, written: Path | None) -> None:
    is_zh = proposal.project.language.value == "zh"
    weak = doubts(proposal)
    for each in weak:
        place = f"{each.table} · {each.raw or each.column}" if each.raw or each.column else each.table
        line = f"请核对:{place} 当作 {each.guess}" if is_zh else f"please check: {place} is taken for {each.guess}"
        print_line(f"?? {line} ({each.confidence:.2f} < {UNSURE})")
    for line in missing_lines(proposal):
        print_line(line)
    if written is not None:
        print_line(
            f"已写入 {written};下一步:huaxiang build {folder}"
            if is_zh
            else f"wrote {written}; next: huaxiang build {folder}"
        )
