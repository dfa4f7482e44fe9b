"""What the page of data shows: sources with the state of their files, rejected rows, data that is missing."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import pyarrow.compute as pc

from huaxiang.console.views.feeding import sources_of
from huaxiang.console.views.tables import read_columns
from huaxiang.domain.errors import ProjectMissing
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.project.config import load_config
from huaxiang.project.further_data import Further, Given, further_data
from huaxiang.project.readable import Readable

__all__ = ["REJECTS_SHOWN", "FileState", "Reject", "SourceRow", "further", "rejected_rows", "source_rows"]

REJECTS_SHOWN = 50
"""Rejected rows shown at once."""
FileState = Literal["same", "changed", "gone", "new"]
_CONFIG = "huaxiang.toml"
_MAGIC = frozenset("*?[")
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One source of huaxiang.toml, or of the last build.

    Attributes:
        table: Canonical table.
        path: As configured; "" where the source is gone from the configuration.
        rows: Rows read in the last build, None where it was not in it.
        rejected: Rows among them that could not be used.
        newest_at: Newest instant in it, µs; None without one.
        reasons: (reason, rows), most first.
        state: Its files against the last build.
    """

    name: str
    table: str
    path: str
    rows: int | None
    rejected: int
    newest_at: int | None
    reasons: tuple[tuple[str, int], ...]
    state: FileState


@dataclass(frozen=True, slots=True)
class Reject:
    """A row that was not used: its file's name, its line, why, and how it stood with personal data masked."""

    file: str
    line: int | None
    reason: str
    raw: str


def source_rows(project: Readable) -> list[SourceRow]:
    """The sources: those with most rejected rows first, those never computed before all."""
    configured = {spec.name: spec for spec in load_config(project.folder / _CONFIG).sources}
    try:
        built = _Built.of(project.manifest())
    except ProjectMissing:
        return [_row(spec, None, project.folder, _Built(0, frozenset())) for spec in configured.values()]
    known = {row["name"]: row for row in sources_of(project)}
    fresh = [_row(spec, None, project.folder, built) for name, spec in configured.items() if name not in known]
    read = [_row(configured.get(name), row, project.folder, built) for name, row in known.items()]
    return [*fresh, *read]


def _row(spec: SourceSpec | None, row: dict[str, Any] | None, folder: Path, built: _Built) -> SourceRow:
    if row is None:
        assert spec is not None
        return SourceRow(spec.name, spec.table, spec.path, None, 0, None, (), "new")
    path = "" if spec is None else spec.path
    state = "gone" if spec is None else _state(folder, spec.path, built)
    reasons = tuple(row["reasons"])
    return SourceRow(row["name"], row["table"], path, row["rows"], row["rejected"], row["newest_at"], reasons, state)


def _state(folder: Path, path: str, built: _Built) -> FileState:
    """Whether the files are there, and hold what the build read of them."""
    is_pattern = bool(_MAGIC & set(path)) and not Path(path).is_absolute()
    known = [file for file in (folder.glob(path) if is_pattern else [folder / path]) if file.exists()]
    if not known:
        return "gone"
    return "changed" if any(built.is_changed(file) for file in known) else "same"


@dataclass(frozen=True, slots=True)
class _Built:
    """When a build began, and the content of each file that it read."""

    began_ns: int
    signs: frozenset[str]

    @classmethod
    def of(cls, manifest: dict[str, Any]) -> _Built:
        moment = datetime.strptime(manifest["run_id"][:16], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        return cls(int(moment.timestamp()) * _SECOND_NS, frozenset(row["sha256"] for row in manifest["inputs"]))

    def is_changed(self, file: Path) -> bool:
        """Whether a file was written since the build began and then holds something else."""
        written = file.stat()
        if file.is_dir() or written.st_mtime_ns <= self.began_ns:
            return False
        return _sign(file, written.st_mtime_ns, written.st_size) not in self.signs


@lru_cache(maxsize=256)
def _sign(file: Path, written_ns: int, size: int) -> str:  # noqa: ARG001 (they tell one state of the file from another)
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def rejected_rows(project: Readable, source: str, reason: str) -> list[Reject]:
    """The first rejected rows of a source, of one reason or, with "", of all."""
    where = pc.field("source") == source
    if reason:
        where &= pc.field("reason") == reason
    rows = read_columns(project.lake(), "rejects", ("path", "line", "reason", "raw"), where=where)
    shown = rows.sort_by([("path", "ascending"), ("line", "ascending")]).slice(0, REJECTS_SHOWN)
    return [Reject(Path(row["path"]).name, row["line"], row["reason"], row["raw"]) for row in shown.to_pylist()]


def further(project: Readable) -> list[Further]:
    """What data is missing, and what it would show."""
    sources = load_config(project.folder / _CONFIG).sources
    given = [Given(spec.table, spec.map, spec.person) for spec in sources]
    return further_data(given, language=project.config.project.language)
