"""`huaxiang person`: the portrait of one person."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from huaxiang.cli.arguments import AsJson, AsOf, Folder, instant
from huaxiang.cli.output import heading, local_time, number, percent, print_json, print_line, print_table
from huaxiang.domain.instants import Zone
from huaxiang.project.opening import Project
from huaxiang.project.reading import person as read_person
from huaxiang.project.words import KINDS, STATUSES, word

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def person(
    name: Annotated[str, typer.Argument(metavar="ID", help="Person id, namespace:value, or a bare value.")],
    folder: Folder = Path(),
    *,
    as_of: AsOf = None,
    as_json: AsJson = False,
) -> None:
    """The portrait of one person (画像), every tag with its state and evidence."""
    project = Project.open(folder)
    document = read_person(project, name, as_of=instant(as_of, project.zone))
    if as_json:
        print_json(document)
    else:
        _print(document, project.zone, project.config.project.language)


def _print(document: dict[str, Any], zone: Zone, language: str) -> None:
    is_zh = language == "zh"
    print_line(f"{'画像' if is_zh else 'Portrait'} {document['person_id']}")
    print_line(heading(document, zone, language))
    identities = "  ".join(f"{each['namespace']}:{each['value']}" for each in document["identities"])
    print_line(f"{'标识' if is_zh else 'Identities'}: {identities}")
    for key, label in (("traits", "属性" if is_zh else "Traits"), ("facts", "第三方事实" if is_zh else "Facts")):
        if document[key]:
            print_line(f"{label}: " + "  ".join(f"{name}={value}" for name, value in document[key].items()))
    segment = document["segment"]
    if segment:
        held = [segment, *segment["alternatives"]]
        shares = "  ".join(f"{each['name']} {percent(each['probability'])}" for each in held)
        print_line(f"{'分群' if is_zh else 'Segment'}: {shares}")
    print_line(f"{'旅程' if is_zh else 'Journey'}: {document['journey']['summary']}")
    _print_tags(document["tags"], zone, language)


def _print_tags(tags: list[dict[str, Any]], zone: Zone, language: str) -> None:
    columns = (
        ("标签", "口径键", "类别", "状态", "分值", "置信度", "生效时间", "失效时间")
        if language == "zh"
        else ("Tag", "Key", "Kind", "Status", "Score", "Confidence", "Valid from", "Until")
    )
    rows = [
        (
            each["label"],
            each["key"],
            word(KINDS, each["kind"], language),
            word(STATUSES, each["status"], language),
            each["score"],
            f"{each['confidence']:.3f}",
            local_time(each["valid_from"], zone),
            local_time(each["valid_until"], zone),
        )
        for each in tags
    ]
    title = f"标签 {number(len(rows), language)} 个" if language == "zh" else f"{len(rows)} tags"
    print_table(title, columns, rows)
