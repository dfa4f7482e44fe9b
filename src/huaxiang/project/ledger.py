"""The ledger: what is never deleted by a rebuild and what people decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import ConfigurationError, HuaxiangError, StorageError, UnknownName
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.segments.matching import KnownSegment
from huaxiang.segments.model import SegmentModel

__all__ = ["Ledger", "chained"]


class Ledger:
    """Files under `ledger/`: segments, merges, tag states."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def known_segments(self) -> tuple[KnownSegment, ...]:
        """Segments of all fits; an id is never used twice."""
        return tuple(KnownSegment(**row) for row in self._read("segments.json", []))

    def prepare(
        self,
        run_id: str,
        *,
        model: SegmentModel,
        merges: Iterable[tuple[str, str, str, int]],
        is_historic: bool = False,
    ) -> None:
        """Writes beside the ledger what it will hold once the run is current; `settle` puts it in place.

        Args:
            is_historic: The run is a view of the past: its new segments are noted, so that no id is used twice, and
                those that the next build is matched with stay as they are.
        """
        self._write("segments.json", self._segments(model, is_historic=is_historic), run_id)
        self._write("merges.json", self.merges_with(merges), run_id)

    def settle(self, current: str | None) -> None:
        """Puts in place what the current run prepared, and takes away what other runs prepared in vain."""
        for path in sorted(self.folder.glob("*.json.*")):
            if path.name.split(".json.", 1)[1] == current:
                path.replace(path.with_name(f"{path.name.split('.json.', 1)[0]}.json"))
            else:
                path.unlink(missing_ok=True)

    def _segments(self, model: SegmentModel, *, is_historic: bool) -> list[dict[str, Any]]:
        """The model's segments as the current ones, those of earlier fits beside them."""
        known = {each.segment_id: each for each in self.known_segments()}
        fitted = {each.segment_id: _as_named(each, known.get(each.segment_id)) for each in model.known()}
        if is_historic:
            rows = {name: {**asdict(each), "is_current": False} for name, each in fitted.items()}
            rows |= {name: asdict(each) for name, each in known.items()}
        else:
            rows = {name: {**asdict(each), "is_current": False} for name, each in known.items()}
            rows |= {name: asdict(each) for name, each in fitted.items()}
        return [rows[name] for name in sorted(rows)]

    def name_segment(self, segment_id: str, zh: str, en: str, *, by: str, at: int) -> None:
        """Keeps the name that a person gave a segment: for its tag from now on, and for every later fit."""
        rows = self._read("segments.json", [])
        named = [{**row, "name_zh": zh, "name_en": en} if row["segment_id"] == segment_id else row for row in rows]
        self._write("segments.json", named)
        state = {"key": f"segment.{segment_id}", "label_zh": zh, "label_en": en, "changed_by": by, "changed_at": at}
        path = self.folder / "tag-states.jsonl"
        try:
            with path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(state, ensure_ascii=False) + "\n")
        except OSError as error:
            raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error

    def merges(self) -> list[tuple[str, str, str, int]]:
        """(old, new, reason, at) of every change of person id there ever was."""
        return [(row[0], row[1], row[2], row[3]) for row in self._read("merges.json", [])]

    def merges_with(self, merges: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, str, int]]:
        """The merges of the ledger and those among the given ones that it does not have, by instant."""
        return chained((*self.merges(), *merges))

    def forget(self, person_ids: Iterable[str]) -> int:
        """Removes merges that name one of the people; returns their number. Nothing else here names people."""
        gone = set(person_ids)
        merges = self.merges()
        kept = [row for row in merges if not gone.intersection(row[:2])]
        if len(kept) < len(merges):
            self._write("merges.json", kept)
        return len(merges) - len(kept)

    def tag_states(self) -> dict[str, Mapping[str, Any]]:
        """State by tag key of the history `tag-states.jsonl`: of every field the last value."""
        path = self.folder / "tag-states.jsonl"
        states: dict[str, Mapping[str, Any]] = {}
        if path.exists():
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
                try:
                    row = json.loads(line)
                    key = row.pop("key")
                    states[key] = {**states.get(key, {}), **_checked(row)}
                except (ValueError, KeyError, AttributeError, TypeError, HuaxiangError) as error:
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

    def _write(self, name: str, value: Any, run_id: str | None = None) -> None:
        path = self.folder / (name if run_id is None else f"{name}.{run_id}")
        partial = path.with_name(f"{path.name}.partial")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            partial.write_text(json.dumps(value, ensure_ascii=False, indent=1), encoding="utf-8")
            partial.replace(path)
        except OSError as error:
            raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error


def chained(merges: Iterable[tuple[str, str, str, int]]) -> list[tuple[str, str, str, int]]:
    """Merges by instant, of equal instants in the order given, without those that lead an old id where it leads.

    >>> chained([("q", "p", "again", 2), ("q", "r", "event:b", 3), ("q", "p", "event:a", 1), ("q", "p", "event:c", 4)])
    [('q', 'p', 'event:a', 1), ('q', 'r', 'event:b', 3), ('q', 'p', 'event:c', 4)]
    """
    leads: dict[str, str] = {}
    found = []
    for row in sorted(dict.fromkeys(merges), key=lambda row: row[3]):
        if leads.get(row[0]) != row[1]:
            leads[row[0]] = row[1]
            found.append(row)
    return found


def _as_named(fitted: KnownSegment, known: KnownSegment | None) -> KnownSegment:
    """The segment with the name that a person gave it, also after the fit."""
    if known is None or known.name_zh is None:
        return fitted
    return replace(fitted, name_zh=known.name_zh, name_en=known.name_en)


_SAMPLE = TagDefinition("a", Kind.FACT, "a", "a", "a")
_CHANGEABLE = frozenset(each.name for each in fields(TagDefinition)) - {"key", "kind", "branches"}


def _checked(row: dict[str, Any]) -> dict[str, Any]:
    """The fields that history changed, each of them one that a definition has, with a value that it may have."""
    for name in row:
        if name not in _CHANGEABLE:
            raise UnknownName("field", name, _CHANGEABLE)
    if "state" in row and row["state"] not in set(State):
        raise UnknownName("state", str(row["state"]), State)
    if "purposes" in row:
        row["purposes"] = tuple(row["purposes"])
    replace(_SAMPLE, **row)
    return row
