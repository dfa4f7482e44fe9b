"""Files of a source and their content hashes, remembered by size and time of change."""

from __future__ import annotations

import fnmatch
import hashlib
import json
import time
from collections.abc import Iterator
from pathlib import Path

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.unpacking import is_archive, member_names, outer_file, plain_name
from huaxiang.ingest.workbooks import is_workbook, sheet_names

__all__ = ["ENDINGS", "Hashes", "find_files"]

ENDINGS = {
    "csv": (".csv", ".tsv", ".tab", ".txt"),
    "text": (".txt", ".dat", ".asc", ".prn"),
    "jsonl": (".jsonl", ".ndjson", ".json"),
    "parquet": (".parquet", ".pq"),
    "excel": (".xlsx", ".xlsm", ".xls", ".xlsb", ".ods"),
}
_SETTLED_SECONDS = 2.0


def find_files(spec: SourceSpec, folder: Path) -> list[Path]:
    """Files of a source, sorted: one file, all files of a folder with the kind's endings, or a glob.

    Files inside a .zip (`a.zip/b.csv`) and sheets of a workbook of which `format.sheet` names several
    (`a.xlsx/Sheet1`) stand below it as if it were a folder.

    Raises:
        BadInput: There are none.
    """
    path = Path(spec.path).expanduser()
    path = path if path.is_absolute() else folder / path
    if outer_file(path)[0].is_file():
        found = [path]
    elif path.is_dir():
        found = [f for f in path.rglob("*") if f.is_file() and _is_wanted(f.name, spec.kind, zips=True)]
    else:
        anchor = Path(path.anchor)
        found = [f for f in anchor.glob(str(path.relative_to(anchor))) if f.is_file() and not _is_litter(f.name)]
    whole = [inner for file in sorted(found) for inner in _inside(file, spec)]
    if not whole:
        raise BadInput(f"source {spec.name!r} finds no file there: check its path", path=path)
    return whole


def _is_litter(name: str) -> bool:
    return name.startswith((".", "~$"))


def _is_wanted(name: str, kind: str, *, zips: bool) -> bool:
    endings = (*ENDINGS.get(kind, ("",)), *((".zip",) if zips else ()))
    return plain_name(name).lower().endswith(endings) and not _is_litter(name)


def _inside(path: Path, spec: SourceSpec) -> Iterator[Path]:
    if not path.is_file():
        yield path
    elif spec.kind == "excel" and _has_glob(spec.format.sheet):
        pattern = spec.format.sheet
        names = [name for name in sheet_names(path, path) if fnmatch.fnmatchcase(name, pattern)]
        yield from ([path] if len(names) < 2 else (path / name for name in names))
    elif is_archive(path) and not is_workbook(path):
        yield from _members(path, spec)
    else:
        yield path


def _has_glob(pattern: str) -> bool:
    return any(sign in pattern for sign in "*?")


def _members(path: Path, spec: SourceSpec) -> list[Path]:
    names = member_names(path)
    if spec.format.member:
        found = [name for name in names if fnmatch.fnmatchcase(name, spec.format.member)]
    else:
        found = [name for name in names if _is_wanted(name, spec.kind, zips=False)]
    if not found:
        wanted = repr(spec.format.member) if spec.format.member else f"of kind {spec.kind}"
        raise BadInput(f"holds no file {wanted}; it has: {', '.join(names[:8]) or 'none'}", path=path)
    return [path / name for name in found]


class Hashes:
    """SHA-256 of files; a file whose size and time of change are as before is not read again."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        try:
            self._known: dict[str, list[object]] = json.loads(memory.read_text())
        except (OSError, ValueError):
            self._known = {}

    def sha256(self, path: Path) -> str:
        """Content hash of a file (or of what stands inside one), 64 hex digits.

        Raises:
            BadInput: It cannot be read.
        """
        path, inner = outer_file(path)
        if inner:
            return hashlib.sha256(f"{self.sha256(path)}/{inner}".encode()).hexdigest()
        try:
            state = path.stat()
            stamp: list[object] = [state.st_size, state.st_mtime_ns, state.st_ino]
            known = self._known.get(str(path))
            if known and known[:3] == stamp:
                return str(known[3])
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise BadInput(f"cannot be read: {error.strerror or error}", path=path) from error
        if time.time() - state.st_mtime > _SETTLED_SECONDS:
            self._known[str(path)] = [*stamp, digest]
        return digest

    def save(self) -> None:
        """Remembers what was hashed."""
        partial = self._memory.with_suffix(".partial")
        partial.write_text(json.dumps(self._known))
        partial.replace(self._memory)
