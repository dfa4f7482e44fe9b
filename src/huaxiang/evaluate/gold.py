"""The golden sets of reading: written or labelled by people who saw no lexicon, joined with real texts at the call."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

__all__ = ["GOLD", "Gold", "data_folder", "gold_missing", "read_gold"]

GOLD = Path(__file__).parents[3] / "tests" / "golden"
SETS = ("dev", "held")
_DEFAULT_DATA = Path("../shared/data")


@dataclass(frozen=True, slots=True)
class Gold:
    """One labelled text.

    Attributes:
        text: As it was written.
        kind: Kind of text.
        context: Title or category of its page, None without one.
        part: dev: looked at while the reader is made; held: only counted.
        labels: What it was labelled with.
    """

    text: str
    kind: str
    context: str | None
    part: str
    labels: dict[str, Any]


def data_folder() -> Path | None:
    """The folder of real data: $HUAXIANG_DATA, or ../shared/data where it is; None without one."""
    named = os.environ.get("HUAXIANG_DATA")
    folder = Path(named) if named else _DEFAULT_DATA
    return folder if folder.is_dir() else None


def gold_missing(name: str) -> str | None:
    """Why a golden set is not to be had, None where it is."""
    if not (GOLD / f"{name}.jsonl").is_file():
        return "tests/golden is not beside the package; run this in a checkout of the project"
    return None


def read_gold(name: str, *, part: str | None = None) -> tuple[list[Gold], int]:
    """The texts of a golden set that are to be had, and the number of those whose data is absent or changed.

    Args:
        part: dev or held; both when None.
    """
    found, absent = [], 0
    for row in _rows(GOLD / f"{name}.jsonl"):
        if part is not None and row["part"] != part:
            continue
        text = _text_of(row)
        if text is None:
            absent += 1
            continue
        labels = {key: value for key, value in row.items() if key not in _PLACE}
        found.append(Gold(text, row["kind"], row.get("context"), row["part"], labels))
    return found, absent


_PLACE = frozenset({"text", "file", "line", "within", "sha256", "kind", "context", "part"})


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def _text_of(row: dict[str, Any]) -> str | None:
    """The text of a row: its own, or the piece of a line of the data that has the same hash as when it was labelled."""
    if "text" in row:
        return str(row["text"])
    folder = data_folder()
    lines = () if folder is None else _lines(folder / row["file"])
    if row["line"] > len(lines):
        return None
    start, end = row["within"]
    text = lines[row["line"] - 1][start:end]
    return text if hashlib.sha256(text.encode()).hexdigest()[:16] == row["sha256"] else None


@cache
def _lines(path: Path) -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8").split("\n")) if path.is_file() else ()
