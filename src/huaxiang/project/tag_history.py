"""Imports what a shop decided on its tags before: states with reason, who and when, and the figures of each cycle."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from huaxiang.domain.errors import ConfigurationError, StorageError
from huaxiang.domain.ids import is_tag_key
from huaxiang.domain.instants import Zone, from_iso
from huaxiang.domain.tags import State
from huaxiang.project.ledger import Ledger

__all__ = ["HISTORY", "STATES", "import_tag_history"]

HISTORY, STATES = "tag-history.jsonl", "tag-states.jsonl"
"""In the ledger: every row imported, and the states that hold."""
_REQUIRED = ("tag_key", "state", "changed_at", "changed_by", "reason")
_FIGURES = ("delivered", "clicked", "baseline_delivered", "baseline_clicked")
_WORN = 0.85
"""A cycle is bad when its click rate lies under so much of the baseline's."""

_Row = dict[str, Any]


def import_tag_history(ledger: Path, path: Path, *, zone: Zone) -> dict[str, str]:
    """The states that an import set, by tag; rows that the ledger has already change nothing.

    What another system called active is kept with its figures but makes no tag active here: that takes proof of our
    own. Every other last state of a tag holds from now on, its reason marked as imported.

    Args:
        ledger: The project's ledger folder.
        path: CSV with tag_key, state, changed_at (local time), changed_by, reason, and for cycles cycle, cycle_from,
            cycle_until, delivered, clicked, baseline_delivered, baseline_clicked.
        zone: Of the local times.

    Raises:
        ConfigurationError: The file cannot be read, or a row of it, with its line.
        StorageError: The ledger cannot be written.
    """
    rows = _read(path, zone)
    known = _lines(ledger / HISTORY)
    new = [row for row in rows if row not in known]
    if not new:
        return {}
    last = {row["key"]: row for row in sorted(rows, key=lambda row: row["changed_at"])}
    touched = {row["key"] for row in new}
    in_force = Ledger(ledger).tag_states()
    states = [
        _state(row, bad_cycles=_bad_cycles(rows, key), source=path.name)
        for key, row in sorted(last.items())
        if key in touched and row["state"] != State.ACTIVE and _is_newer(row, in_force.get(key))
    ]
    _append(ledger / HISTORY, new)
    _append(ledger / STATES, states)
    return {row["key"]: row["state"] for row in states}


def _read(path: Path, zone: Zone) -> list[_Row]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot be read as UTF-8 text: {error}", path=path) from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in _REQUIRED if name not in (reader.fieldnames or ())]
    if missing:
        raise ConfigurationError(f"has no column {', '.join(missing)}", path=path, line=1)
    found = []
    for number, row in enumerate(reader, start=2):
        try:
            found.append(_parsed(row, zone))
        except ValueError as error:
            raise ConfigurationError(str(error), path=path, line=number) from error
    return found


def _parsed(row: Mapping[str, str | None], zone: Zone) -> _Row:
    key, state = str(row["tag_key"]), str(row["state"])
    if not is_tag_key(key):
        raise ValueError(f"{key!r} is no tag key")
    if state not in set(State):
        raise ValueError(f"{state!r} is no state (it has: {', '.join(State)})")
    parsed: _Row = {"key": key, "state": state, "changed_by": row["changed_by"], "reason": row["reason"]}
    parsed["changed_at"] = from_iso(str(row["changed_at"]), zone)
    for name in ("cycle", *_FIGURES):
        if row.get(name):
            parsed[name] = int(str(row[name]))
    for name in ("cycle_from", "cycle_until"):
        if row.get(name):
            parsed[name] = from_iso(str(row[name]), zone)
    return parsed


def _bad_cycles(rows: Sequence[_Row], key: str) -> int:
    """Cycles in a row, up to the last one, in which the tag lay clearly under its baseline."""
    cycles = [row for row in rows if row["key"] == key and all(row.get(name) for name in _FIGURES)]
    n = 0
    for row in sorted(cycles, key=lambda row: row["changed_at"], reverse=True):
        if row["clicked"] * row["baseline_delivered"] >= _WORN * row["baseline_clicked"] * row["delivered"]:
            break
        n += 1
    return n


def _is_newer(row: _Row, state: Mapping[str, Any] | None) -> bool:
    return state is None or int(row["changed_at"]) > int(state.get("changed_at", 0))


def _state(row: _Row, *, bad_cycles: int, source: str) -> _Row:
    kept = {name: row[name] for name in ("key", "state", "changed_at", "changed_by")}
    return {**kept, "reason": f"导入 imported ({source}): {row['reason']}", "bad_cycles": bad_cycles}


def _lines(path: Path) -> list[_Row]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _append(path: Path, rows: Sequence[_Row]) -> None:
    if not rows:
        return
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    except OSError as error:
        raise StorageError(f"{path}: cannot write: {error.strerror or error}") from error
