"""JSON objects that hold a list of objects, such as a session with its events: one row for each of them."""

from __future__ import annotations

import itertools
import json
import tempfile
from array import array
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import BadInput, StorageError
from huaxiang.ingest.encodings import open_text
from huaxiang.ingest.json_rows import JsonLines

__all__ = ["list_to_unfold", "unfolded"]

_LOOKED_AT = 200
_LEAST_SHARE, _LEAST_ROWS = 0.6, 1.2
_PAIR = frozenset({"key", "name", "value", "k", "v", "property"})


def list_to_unfold(file: Path) -> str:
    """The key of a file of one object a line whose value is a list of rows in most objects; `""` without one.

    Lists of names and values are properties of their object and no rows.
    """
    rows: dict[str, list[int]] = {}
    n_objects = 0
    with open_text(file) as lines:
        for line in itertools.islice(lines, _LOOKED_AT):
            whole = _parsed(line)
            if not isinstance(whole, dict):
                continue
            n_objects += 1
            for key, value in whole.items():
                if _are_rows(value):
                    rows.setdefault(key, []).append(len(value))
    likely = [key for key, sizes in rows.items() if len(sizes) >= _LEAST_SHARE * n_objects]
    likely = [key for key in likely if sum(rows[key]) >= _LEAST_ROWS * len(rows[key])]
    return max(likely, key=lambda key: sum(rows[key]), default="")


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _are_rows(value: object) -> bool:
    if not isinstance(value, list) or not value or not all(isinstance(each, dict) for each in value):
        return False
    keys = {key for each in value for key in each}
    return len(keys) > 1 and not keys <= _PAIR


def unfolded(path: Path, found: JsonLines, key: str, workspace: Path) -> JsonLines:
    """The same objects, each once for every object in its list, which then stands in the list's place.

    An object without the list stays one row. What is no object stays as it is, to be rejected alone.

    Raises:
        BadInput: No object has such a list.
        StorageError: The copy cannot be written.
    """
    lines, n_lists = array("Q"), 0
    try:
        with (
            tempfile.NamedTemporaryFile(
                "w", suffix=".jsonl", dir=workspace, delete=False, encoding="utf-8", errors="surrogateescape"
            ) as out,
            open_text(found.file) as raw,
        ):
            for number, line in enumerate(raw, 1):
                whole = _parsed(line)
                rows = whole.get(key) if isinstance(whole, dict) else None
                n_lists += isinstance(rows, list)
                place = number if found.lines is None else found.lines[number - 1]
                for each in rows if isinstance(rows, list) and rows else [None]:
                    lines.append(place)
                    is_row = each is not None
                    out.write(json.dumps({**whole, key: each}, ensure_ascii=False) + "\n" if is_row else line)
    except OSError as error:
        raise StorageError(f"{workspace}: cannot write: {error.strerror or error}") from error
    if not n_lists:
        raise BadInput(f"format.unfold: no object has a list {key!r}", path=path)
    return JsonLines(Path(out.name), lines, found.rejects)
