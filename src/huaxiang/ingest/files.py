"""Files of a source and their content hashes, remembered by size and time of change."""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.mapping import SourceSpec

__all__ = ["Hashes", "find_files"]

_ENDINGS = {
    "csv": (".csv", ".tsv", ".txt", ".csv.gz", ".tsv.gz"),
    "jsonl": (".jsonl", ".ndjson", ".jsonl.gz"),
    "parquet": (".parquet",),
}
_SETTLED_SECONDS = 2.0


def find_files(spec: SourceSpec, folder: Path) -> list[Path]:
    """Files of a source, sorted: one file, all files of a folder with the kind's endings, or a glob.

    Raises:
        BadInput: There are none.
    """
    path = Path(spec.path).expanduser()
    path = path if path.is_absolute() else folder / path
    if path.is_file():
        return [path]
    if path.is_dir():
        found = [f for f in path.rglob("*") if f.is_file() and f.name.endswith(_ENDINGS.get(spec.kind, ("",)))]
    else:
        anchor = Path(path.anchor)
        found = [f for f in anchor.glob(str(path.relative_to(anchor))) if f.is_file()]
    if not found:
        raise BadInput(f"source {spec.name!r} finds no file there: check its path", path=path)
    return sorted(found)


class Hashes:
    """SHA-256 of files; a file whose size and time of change are as before is not read again."""

    def __init__(self, memory: Path) -> None:
        self._memory = memory
        try:
            self._known: dict[str, list[object]] = json.loads(memory.read_text())
        except (OSError, ValueError):
            self._known = {}

    def sha256(self, path: Path) -> str:
        """Content hash of a file, 64 hex digits.

        Raises:
            BadInput: It cannot be read.
        """
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
