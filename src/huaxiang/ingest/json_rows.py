"""JSON files that are one list of objects, or objects over several lines, as one object a line."""

from __future__ import annotations

import itertools
import json
import re
import tempfile
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import BadInput, StorageError
from huaxiang.ingest.encodings import open_text
from huaxiang.ingest.sources.base import Reject
from huaxiang.ingest.survey import ends_alike

__all__ = ["JsonLines", "is_json", "is_json_lines", "json_lines"]

_LINES = 50
_BETWEEN = re.compile(r"[\s,\[]*")
_NEXT = re.compile(r"[,\n\[]\s*(?=\{)")
_OBJECT = re.compile(r"\{")
_START = 1 << 20
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class JsonLines:
    """A file with one JSON object a line.

    Attributes:
        file: The file itself, or a copy.
        lines: Line of the raw file where each object of a copy begins; None when the file is as it came.
        rejects: What of the raw file is no object.
    """

    file: Path
    lines: Sequence[int] | None = None
    rejects: tuple[Reject, ...] = ()


def json_lines(path: Path, file: Path, workspace: Path) -> JsonLines:
    """The objects of a UTF-8 JSON file, one a line.

    Args:
        path: The raw file, as errors name it.
        file: Its plain UTF-8 form.
        workspace: Folder for a copy.

    Raises:
        BadInput: It holds no JSON objects.
    """
    if is_json_lines(file):
        return JsonLines(file if ends_alike(file) else _with_plain_ends(file, workspace))
    with open_text(file) as opened:
        text = opened.read()
    if "{" not in text:
        raise BadInput("holds no JSON objects: expected one a line, or a list of them", path=path)
    found = _inner_rows(text)
    pieces = list(_elements(text)) if found is None else [(number, row) for number, row in enumerate(found, 1)]
    lines, rejects = array("Q"), []
    try:
        with tempfile.NamedTemporaryFile(
            "w", suffix=".jsonl", dir=workspace, delete=False, encoding="utf-8", errors="surrogateescape", newline=""
        ) as out:
            for piece in pieces:
                if isinstance(piece, Reject):
                    rejects.append(piece)
                    continue
                lines.append(piece[0])
                out.write(piece[1].replace("\r", " ").replace("\n", " ") + "\n")
    except OSError as error:
        raise StorageError(f"{workspace}: cannot write: {error.strerror or error}") from error
    if not lines:
        raise BadInput("holds no JSON objects: expected one a line, or a list of them", path=path)
    return JsonLines(Path(out.name), lines, tuple(rejects))


def is_json_lines(file: Path) -> bool:
    """Whether the file has one object a line: one of its first lines is a whole one."""
    with open_text(file) as lines:
        found = [line.strip() for line in itertools.islice(lines, _LINES)]
    if found and found[0].startswith("["):
        return False
    whole = [parsed for line in found if line.startswith("{") and isinstance(parsed := _parsed(line), dict)]
    is_one = len(whole) == 1 and sum(bool(line) for line in found) == 1
    return bool(whole) and not (is_one and _largest_list(whole[0]) is not None)


def _with_plain_ends(file: Path, workspace: Path) -> Path:
    """A copy whose lines all end in the same way."""
    with (
        tempfile.NamedTemporaryFile(
            "w", suffix=".jsonl", dir=workspace, delete=False, encoding="utf-8", errors="surrogateescape", newline=""
        ) as out,
        open_text(file) as lines,
    ):
        out.writelines(line.rstrip("\r\n") + "\n" for line in lines)
    return Path(out.name)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _inner_rows(text: str) -> list[str] | None:
    """The largest list of objects within one object: `{"code": 0, "data": {"list": [{…}, …]}}`."""
    whole = _parsed(text) if text.lstrip().startswith("{") else None
    rows = _largest_list(whole)
    return None if rows is None else [json.dumps(row, ensure_ascii=False) for row in rows]


def _largest_list(whole: Any) -> list[Any] | None:
    best: list[Any] | None = None
    waiting = [whole] if isinstance(whole, dict) else []
    while waiting:
        for value in waiting.pop().values():
            if isinstance(value, dict):
                waiting.append(value)
            is_rows = isinstance(value, list) and value and all(isinstance(each, dict) for each in value)
            if is_rows and len(value) > len(best or ()):
                best = value
    return best if best is not None and isinstance(whole, dict) and not _is_row(whole) else None


def _is_row(whole: dict[str, Any]) -> bool:
    """Whether an object is a row itself, with a list in it, and no envelope around rows."""
    return sum(not isinstance(value, list | dict) for value in whole.values()) > 4


def _elements(text: str) -> Iterator[tuple[int, str] | Reject]:
    """Line and text of each object of a list; what is none is rejected up to the next like the others."""
    at, line, known = 0, 1, set[str]()
    while True:
        begin = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]
        line += text.count("\n", at, begin)
        if begin >= len(text) or text[begin] == "]":
            return
        row, end = _decoded(text, begin)
        if isinstance(row, dict):
            known |= row.keys()
            yield line, text[begin:end]
        else:
            end = end if row is not None else _resumed(text, begin, known)
            yield Reject(line, "not a JSON object", text[begin:end].strip().rstrip(",")[:2_000])
        line += text.count("\n", begin, end)
        at = end


def _decoded(text: str, at: int) -> tuple[Any, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return None, at


def _resumed(text: str, at: int, known: set[str]) -> int:
    """Where the next object begins that has keys as those before it; the end without one."""
    for found in _NEXT.finditer(text, at + 1):
        row, _ = _decoded(text, found.end())
        if isinstance(row, dict) and (not known or 2 * len(row.keys() & known) > len(row)):
            return found.end()
    return len(text)


def is_json(file: Path) -> bool:
    """Whether a UTF-8 file holds JSON objects: one a line, or in a list."""
    with open_text(file) as opened:
        text = opened.read(_START)
    if not text.lstrip().startswith(("{", "[")):
        return False
    return any(
        isinstance(_decoded(text, found.start())[0], dict) for found in itertools.islice(_OBJECT.finditer(text), 3)
    )
