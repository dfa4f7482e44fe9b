"""What was forgotten out of the lake of a run, in figures alone, so that `check` can still add up."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow.compute as pc

from huaxiang.domain.errors import StorageError
from huaxiang.engines.lake import Lake

__all__ = ["Rows", "note_forgotten", "read_forgotten", "rows_of"]

_NAME = "forgotten.json"


@dataclass(frozen=True, slots=True)
class Rows:
    """Numbers of rows.

    Attributes:
        files: By `table/part`.
        statuses: Rows of table assignments by status.
    """

    files: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)

    def of(self, name: str, parts: re.Pattern[str] | None = None) -> int:
        """Rows of a table, or of those of its parts whose names match."""
        split = ((key.split("/", 1), n) for key, n in self.files.items())
        return sum(n for (table, part), n in split if table == name and (parts is None or parts.fullmatch(part)))


def rows_of(lake: Lake) -> Rows:
    """The rows of a lake as it is."""
    files = {f"{path.parent.name}/{path.stem}": lake.count_of(path) for path in sorted(lake.root.glob("*/*.parquet"))}
    counted = pc.value_counts(lake.read("assignments")["status"]).to_pylist()
    return Rows(Counter(files), Counter({row["values"]: row["counts"] for row in counted}))


def read_forgotten(run: Path) -> Rows:
    """What was forgotten since the build, from the run's folder; nothing when nobody was."""
    path = run / _NAME
    if not path.exists():
        return Rows()
    found = json.loads(path.read_text(encoding="utf-8"))
    return Rows(Counter(found["files"]), Counter(found["statuses"]))


def note_forgotten(run: Path, *, before: Rows, after: Rows) -> None:
    """Adds what went between two counts to the receipt in the run's folder.

    Raises:
        StorageError: It could not be written.
    """
    known = read_forgotten(run)
    files, statuses = before.files - after.files, before.statuses - after.statuses
    if not (files or statuses):
        return
    text = json.dumps({"files": known.files + files, "statuses": known.statuses + statuses}, sort_keys=True)
    partial = run / f"{_NAME}.partial"
    try:
        run.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(run / _NAME)
    except OSError as error:
        raise StorageError(f"{run / _NAME}: cannot write: {error.strerror or error}") from error
