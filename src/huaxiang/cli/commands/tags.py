"""`huaxiang tags`: the catalogue."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from huaxiang.cli.arguments import AsJson, Folder
from huaxiang.cli.output import heading, number, percent, print_json, print_line, print_table, progress
from huaxiang.project.back_tests import run_back_tests
from huaxiang.project.opening import Project
from huaxiang.project.tag_history import import_tag_history
from huaxiang.project.views import tags_view
from huaxiang.project.words import KINDS, STATES, word

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def tags(
    folder: Folder = Path(),
    *,
    back_test: Annotated[bool, typer.Option("--back-test", help="Measure every flag rule over the last days.")] = False,
    import_history: Annotated[
        Path | None, typer.Option("--import-history", metavar="FILE", help="Take over decisions made elsewhere (CSV).")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """The catalogue (标签目录): coverage, state and confidence of every tag, back-tests of flags once measured."""
    project = Project.open(folder)
    if import_history is not None:
        for key, state in import_tag_history(project.ledger, import_history, zone=project.zone).items():
            progress(f"{key}: {state}")
    if back_test:
        run_back_tests(project, progress=progress)
    document = tags_view(project)
    if as_json:
        print_json(document)
        return
    language = project.config.project.language
    is_zh = language == "zh"
    print_line(heading(document, project.zone, language))
    columns = (
        ("标签", "口径键", "类别", "状态", "命中人数", "可用人数", "覆盖率", "平均置信度", "阈值")
        if is_zh
        else ("Tag", "Key", "Kind", "State", "Holders", "Passing", "Coverage", "Confidence", "Threshold")
    )
    rows = [
        (
            each["label"],
            each["key"],
            word(KINDS, each["kind"], language),
            word(STATES, each["shown_as"], language),
            number(each["holders"], language),
            number(each["passing"], language),
            percent(each["coverage"]),
            "–" if each["confidence"] is None else f"{each['confidence']:.3f}",
            f"{each['threshold']:.3f}",
        )
        for each in document["tags"]
    ]
    print_table(f"标签目录 {len(rows)} 个" if is_zh else f"catalogue of {len(rows)} tags", columns, rows)
    eligible = number(document["eligible"], language)
    print_line(
        f"覆盖率 = 可用人数 ÷ 可圈选 {eligible} 人" if is_zh else f"coverage = passing ÷ {eligible} eligible people"
    )
    _print_back_tests([each for each in document["tags"] if each.get("back_test")], language)


def _print_back_tests(flags: list[dict[str, Any]], language: str) -> None:
    if not flags:
        return
    is_zh = language == "zh"
    columns = (
        ("临时标签", "天数", "人数", "命中占比", "日均命中", "72 小时内购买")
        if is_zh
        else ("Flag", "Days", "People", "Share", "Hits a day", "Bought in 72 h")
    )
    rows = []
    for each in flags:
        test = each["back_test"]
        people, hits = number(test["people"], language), f"{test['hits_a_day']:,.1f}"
        rows.append((each["label"], test["days"], people, percent(test["share"]), hits, percent(test["conversion"])))
    print_table("回测" if is_zh else "Back-tests", columns, rows)
