"""A project from raw files: look at them, propose a mapping, write huaxiang.toml."""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from huaxiang.domain.errors import BadInput, StorageError, UserError
from huaxiang.ingest.propose.proposal import UNSURE, Proposal, TableGuess
from huaxiang.ingest.propose.stage import propose
from huaxiang.ingest.propose.writing import write_config
from huaxiang.ingest.sniffing import SniffedTable, sniff
from huaxiang.project.file_groups import together
from huaxiang.project.further_data import Given, further_lines

__all__ = [
    "CONFIG",
    "Doubt",
    "begin_project",
    "doubts",
    "is_blank",
    "look_at",
    "missing_lines",
    "propose_project",
    "write_project",
]

CONFIG = "huaxiang.toml"
_SAMPLE_ROWS = 60_000
_OWN = frozenset({".huaxiang", "ledger"})


@dataclasses.dataclass(frozen=True, slots=True)
class Doubt:
    """A guess to be asked about: of a table's kind (column ""), a column's role, or the meaning of a value (`raw`)."""

    table: str
    column: str
    guess: str
    confidence: float
    raw: str | None = None


def look_at(paths: Iterable[Path], *, progress: Callable[[str], None] = lambda _: None) -> list[SniffedTable]:
    """The tables in files, folders and globs, each with a name of its own; parts of one table are taken together.

    Raises:
        BadInput: A path does not exist, or nothing in it is a table.
    """
    found: list[SniffedTable] = []
    for path in paths:
        files, failed = _files(path), list[BadInput]()
        for file in files:
            progress(f"{file.name}")
            try:
                found += sniff(file, sample_rows=_SAMPLE_ROWS)
            except BadInput as error:
                failed.append(error)
                progress(f"{error}")
        if failed and len(failed) == len(files):
            raise failed[0]
    return _named(together(found))


def _files(path: Path) -> list[Path]:
    if path.is_file():
        return [path]
    if path.is_dir():
        inside = (f for f in sorted(path.rglob("*")) if f.is_file() and not _is_own(f.relative_to(path)))
        found = [f for f in inside if f.suffix.lower() not in _NO_TABLES and not _NOTE.match(f.name)]
        if not found:
            raise BadInput("holds no file with a table", path=path)
        return found
    anchor = Path(path.anchor) if path.is_absolute() else Path()
    found = sorted(anchor.glob(str(path.relative_to(anchor))))
    if not found:
        raise BadInput("does not exist", path=path)
    return [file for each in found for file in ([each] if each.is_file() else _files(each))]


_NO_TABLES = frozenset(
    {".toml", ".yaml", ".yml", ".md", ".rst", ".py", ".ipynb", ".pdf", ".png", ".jpg", ".jpeg", ".html", ".sh", ".docx"}
    | {".log", ".lock", ".sqlite", ".pptx", ".license", ".zipx", ".7z", ".rar"}
)


_NOTE = re.compile(
    r"(readme|licen[cs]e|copying|notice|authors|changelog|makefile|provenance|dockerfile)", re.IGNORECASE
)


def _is_own(path: Path) -> bool:
    return any(part in _OWN or part.startswith(".") for part in path.parts)


def _named(tables: Sequence[SniffedTable]) -> list[SniffedTable]:
    taken: set[str] = set()
    found = []
    for table in tables:
        name, number = table.name, 1
        while name in taken:
            number += 1
            name = f"{table.name}_{number}"
        taken.add(name)
        found.append(dataclasses.replace(table, name=name))
    return found


def propose_project(
    folder: Path, paths: Iterable[Path], *, progress: Callable[[str], None] = lambda _: None
) -> Proposal:
    """A mapping of the files for a project in `folder`; nothing is written.

    Raises:
        BadInput: A path does not exist, or holds no table.
        UserError: No table has people in it.
    """
    proposal = propose(look_at(paths, progress=progress), name=folder.absolute().name or "shop")
    if not any(draft.person for table in proposal.tables for draft in table.drafts):
        told = "; ".join(f"{t.file.name}: {t.reasons[0].text('en')}" for t in proposal.tables[:5])
        raise UserError(f"no table tells people apart ({told}): write {CONFIG} by hand, see docs/mapping.md")
    return proposal


def doubts(proposal: Proposal) -> list[Doubt]:
    """Guesses that a mapping rests on and that are weak, tables before columns before values."""
    weak = [t for t in proposal.tables if t.drafts and t.confidence < UNSURE]
    found = [Doubt(t.file.name, "", t.kind, t.confidence) for t in weak]
    for table in proposal.tables:
        used = _used(table)
        found += [
            Doubt(table.file.name, each.column, each.role, each.confidence)
            for each in table.columns
            if each.confidence < UNSURE and each.column in used
        ]
        found += [
            Doubt(table.file.name, "", m.name, m.confidence, m.raw) for m in table.meanings if m.confidence < UNSURE
        ]
    return found


def _used(table: TableGuess) -> set[str]:
    columns: set[str] = set()
    for draft in table.drafts:
        columns |= {raw for value in draft.map.values() if isinstance(value, str) for raw in (value,)}
        columns |= {raw for value in draft.map.values() for raw in getattr(value, "columns", ())}
        columns |= {raw for raws in draft.person.values() for raw in raws}
    return columns


def missing_lines(proposal: Proposal) -> list[str]:
    """What further data would show, in the project's language."""
    given = [Given(draft.table, draft.map, draft.person) for table in proposal.tables for draft in table.drafts]
    return further_lines(given, language=proposal.project.language.value)


def begin_project(folder: Path) -> bool:
    """Makes a project without any data in a folder that is not there or holds nothing; whether it did.

    Raises:
        StorageError: It cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        return False
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / CONFIG).write_text(_blank(folder), encoding="utf-8")
    except OSError as error:
        raise StorageError(f"{folder}: cannot write: {error.strerror or error}") from error
    return True


def is_blank(folder: Path) -> bool:
    """Whether huaxiang.toml stands as `begin_project` wrote it."""
    return (folder / CONFIG).read_text(encoding="utf-8") == _blank(folder)


def _blank(folder: Path) -> str:
    name = json.dumps(folder.absolute().name or "shop", ensure_ascii=False)
    return f"version = 1\n\n[project]\nname = {name}\n"


def write_project(folder: Path, proposal: Proposal, *, overwrite: bool = False) -> Path:
    """Writes huaxiang.toml and returns its path.

    Raises:
        UserError: There is one already and `overwrite` is not set.
        StorageError: It cannot be written.
    """
    path = folder / CONFIG
    if path.exists() and not overwrite:
        raise UserError(f"{path} is already there: rename or remove it, or choose another folder, then run this again")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        partial.write_text(write_config(proposal, folder=folder), encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
    return path
