"""The ledger: what is never deleted by a rebuild and what people decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import ConfigurationError, StorageError
from huaxiang.segments.matching import KnownSegment
from huaxiang.segments.model import SegmentModel

__all__ = ["Ledger"]


class Ledger:
    """Files under `ledger/`: segments, merges, tag states."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def known_segments(self) -> tuple[KnownSegment, ...]:
        """Segments of all fits; an id is never used twice."""
        return tuple(KnownSegment(**row) for row in self._read("segments.json", []))

    def keep_segments(self, model: SegmentModel) -> None:
        """Writes the model's segments as the current ones; those of earlier fits stay."""
        current = {known.segment_id: known for known in model.known()}
        rows = [
            {**asdict(known), "is_current": False} for known in self.known_segments() if known.segment_id not in current
        ]
        rows += [asdict(known) for known in current.values()]
        self._write("segments.json", sorted(rows, key=lambda row: str(row["segment_id"])))

    def merges(self) -> list[tuple[str, str, str, int]]:
        """(old, new, reason, at) of every change of person id there ever was."""
        return [(row[0], row[1], row[2], row[3]) for row in self._read("merges.json", [])]

    def keep_merges(self, merges: Iterable[tuple[str, str, str, int]]) -> None:
        """Adds merges that are not there yet."""
        known = {row[:2]: row for row in self.merges()}
        for row in merges:
            known.setdefault(row[:2], row)
        self._write("merges.json", sorted(known.values(), key=lambda row: (row[3], row[0], row[1])))

    def tag_states(self) -> dict[str, Mapping[str, Any]]:
        """Last state by tag key of the state history `tag-states.jsonl`."""
        path = self.folder / "tag-states.jsonl"
        states: dict[str, Mapping[str, Any]] = {}
        if path.exists():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                try:
                    row = json.loads(line)
                    states[row.pop("key")] = row
                except (ValueError, KeyError, AttributeError) as error:
                    raise ConfigurationError(f"no state of a tag: {error}", path=path, line=number) from error
        return states

    def _read(self, name: str, default: Any) -> Any:
        path = self.folder / name
        if not path.exists():
            return default
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ConfigurationError(f"is no JSON: {error}", path=path) from error

    def _write(self, name: str, value: Any) -> None:
        path = self.folder / name
        partial = path.with_suffix(".partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
