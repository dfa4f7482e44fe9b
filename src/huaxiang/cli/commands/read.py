"""`huaxiang read`: interest tags of any text, without a project."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer

from huaxiang.cli.output import print_json, print_line, progress
from huaxiang.cli.reasons import marked
from huaxiang.domain.errors import BadInput, OutOfRange, UserError
from huaxiang.interests.levels import encoder_for
from huaxiang.interests.reader import Reader, load_reader

__all__ = ["app"]

app = typer.Typer(add_completion=False)


@app.command()
def read(
    text: Annotated[str | None, typer.Argument(metavar="[TEXT]", help="The text.")] = None,
    *,
    jsonl: Annotated[
        str | None, typer.Option(metavar="FILE", help="Lines of {text, context?, kind?}; - reads stdin.")
    ] = None,
    level: Annotated[str, typer.Option(help="fast, or full: an encoder answers where words do not.")] = "fast",
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")] = False,
) -> None:
    """Read the intent and interest tags of a text (读出兴趣标签)."""
    if (text is None) == (jsonl is None):
        raise UserError("give a text, or --jsonl FILE (- for stdin)")
    encoder, lacking = encoder_for(level, progress=progress)
    if lacking is not None:
        progress(lacking)
    reader = load_reader(encoder)
    if jsonl is not None:
        for answer in _read_lines(reader, jsonl):
            print_json(answer)
    elif as_json:
        print_json(reader.read(str(text)).as_json())
    else:
        _print(reader.read(str(text)).as_json())


def _read_lines(reader: Reader, name: str) -> Iterator[dict[str, Any]]:
    """One answer a line, in order; each is given before the next line is read."""
    with _opened(name) as lines:
        for number, line in enumerate(lines, start=1):
            if line.strip():
                yield _read_line(reader, line, where=f"{'stdin' if name == '-' else name}:{number}")


def _opened(name: str) -> Any:
    if name == "-":
        sys.stdin.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
        opened: nullcontext[TextIO] = nullcontext(sys.stdin)
        return opened
    try:
        return Path(name).open(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise BadInput("no such file", path=Path(name)) from error


def _read_line(reader: Reader, line: str, *, where: str) -> dict[str, Any]:
    try:
        asked = json.loads(line)
    except json.JSONDecodeError as error:
        raise BadInput(f"{where}: is no JSON: {error.msg}") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("text"), str):
        raise BadInput(f'{where}: a line is {{"text": …, "context"?: …, "kind"?: …}}')
    try:
        reading = reader.read(asked["text"], context=asked.get("context"), kind=asked.get("kind"))
    except OutOfRange as error:
        raise BadInput(f"{where}: {error}") from error
    return reading.as_json()


def _print(document: dict[str, Any]) -> None:
    intent = document["intent"]
    print_line(f"意图 intent: {intent['label']} ({intent['confidence']:.3f})")
    for tag in document["tags"]:
        strength = "★" * tag["strength"]
        print_line(f"{tag['label']}  {tag['stance']} {strength} {tag['owner']} {tag['confidence']:.3f}")
        print_line(f"  {marked(document['text'], tag['start'], tag['end'])}  {tag['key']}")
