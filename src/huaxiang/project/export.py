"""Any table as a file: derived tables of tags pass the gate, and every person's row names who the person is."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.audiences.handing import check_target, write_rows
from huaxiang.domain.instants import to_iso
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.domain.tables import table
from huaxiang.domain.tags import Change, State
from huaxiang.project.readable import Readable

__all__ = ["export_table", "read_table"]


def export_table(project: Readable, name: str, path: Path) -> dict[str, Any]:
    """Writes a table of the lake to a file.

    Args:
        project: Built.
        name: Name of a documented table.
        path: Target; its suffix names the format: .csv, .jsonl, .parquet or .xlsx.

    Returns:
        table, path, rows, as_of, run_id, and `withheld`: rows that the gate kept back, by reason.

    Raises:
        UnknownName: There is no such table or format; the nearest are given.
        StorageError: It cannot be written.
    """
    table(name)
    check_target(path)
    rows, withheld = read_table(project, name)
    meta = project.store().meta()
    n_rows = write_rows(rows, path)
    return {
        "table": name,
        "path": str(path),
        "rows": n_rows,
        "withheld": withheld,
        "as_of": to_iso(meta.as_of),
        "run_id": meta.run_id,
    }


def read_table(project: Readable, name: str) -> tuple[pa.Table, dict[str, int]]:
    """Rows of a table in the schema's columns, and the rows that the gate withholds, by reason."""
    if name == "tags":
        for profile in project.store().profiles():
            for tag in profile.tags:
                project.catalogue().find(tag.tag_key)
        return project.catalogue().as_table(), {}
    if name in _GATED:
        return _GATED[name](project)
    if name in _DEPENDENT:
        return _by_assignment(project, name, *_DEPENDENT[name])
    rows = project.lake().read(name)
    if name == "events":
        return _with_people(project, rows, pc.binary_join_element_wise(rows["namespace"], rows["identity"], ":")), {}
    return rows, {}


def _with_people(project: Readable, rows: pa.Table, identity: Any) -> pa.Table:
    """The rows with `person_id` looked up by identity."""
    known = project.lake().read("identities")
    places = pc.index_in(identity, value_set=known["identity"].combine_chunks())
    person = known["person_id"].combine_chunks().take(places)
    return rows.set_column(rows.column_names.index("person_id"), rows.schema.field("person_id"), person)


def _judged(project: Readable) -> Iterator[tuple[Profile, HeldTag, str | None]]:
    """Every assignment of everyone, with why the gate withholds it."""
    store, gate = project.store(), project.gate()
    at = store.meta().as_of
    for profile in store.profiles():
        for tag in profile.tags:
            yield profile, tag, gate.reason(tag, at=at)


def _collect(name: str, rows: list[dict[str, Any]], withheld: Counter[str]) -> tuple[pa.Table, dict[str, int]]:
    return pa.Table.from_pylist(rows, schema=table(name).schema), dict(sorted(withheld.items()))


def _assignments(project: Readable) -> tuple[pa.Table, dict[str, int]]:
    rows, withheld = [], Counter[str]()
    names = [each for each in table("assignments").names if each in HeldTag.__struct_fields__]
    for profile, tag, reason in _judged(project):
        if reason is not None:
            withheld[reason] += 1
            continue
        row = {name: getattr(tag, name) for name in names}
        row |= {"person_id": profile.person_id, "as_of": profile.as_of}
        rows.append(row | {"origin": profile.origin, "run_id": profile.run_id})
    return _collect("assignments", rows, withheld)


def _evidence(project: Readable) -> tuple[pa.Table, dict[str, int]]:
    rows: dict[str, dict[str, Any]] = {}
    withheld = Counter[str]()
    for _, tag, reason in _judged(project):
        if reason is not None:
            withheld[reason] += 1
            continue
        references = json.dumps(tag.references, ensure_ascii=False, sort_keys=True)
        rows[tag.evidence_id] = {
            "evidence_id": tag.evidence_id,
            "kind": tag.evidence_kind,
            "references": references,
            "level": tag.level,
        }
    return _collect("evidence", [rows[each] for each in sorted(rows)], withheld)


def _changes(project: Readable) -> tuple[pa.Table, dict[str, int]]:
    """The feed of assignments that pass now, and of tags that were lost of active definitions."""
    store, catalogue = project.store(), project.catalogue()
    held = {(profile.person_id, tag.tag_key): reason for profile, tag, reason in _judged(project)}
    rows, withheld, after = [], Counter[str](), 0
    while changes := store.changes(after, limit=50_000):
        for change in changes:
            definition = catalogue.find(change.tag_key)
            is_active = definition is not None and definition.state is State.ACTIVE
            reason = held.get((change.person_id, change.tag_key), None if is_active else "definition_not_active")
            if reason is None:
                rows.append(_change_row(change))
            else:
                withheld[reason] += 1
        after = changes[-1].seq
    return _collect("tag_changes", rows, withheld)


def _change_row(change: Change) -> dict[str, Any]:
    row = {name: getattr(change, name) for name in table("tag_changes").names}
    return row | {
        side: None if row[side] is None else json.dumps(row[side], ensure_ascii=False) for side in ("old", "new")
    }


def _by_assignment(project: Readable, name: str, column: str, prefix: str) -> tuple[pa.Table, dict[str, int]]:
    """Rows of a table whose tag the person holds and that the gate lets pass."""
    rows = project.lake().read(name)
    held = {(profile.person_id, tag.tag_key): reason for profile, tag, reason in _judged(project)}
    pairs = zip(rows["person_id"].to_pylist(), (f"{prefix}{each}" for each in rows[column].to_pylist()), strict=True)
    reasons = [held.get(pair, "not_held") for pair in pairs]
    kept = rows.filter(pa.array([reason is None for reason in reasons], pa.bool_()))
    return kept, dict(sorted(Counter(reason for reason in reasons if reason is not None).items()))


_GATED = {"assignments": _assignments, "evidence": _evidence, "tag_changes": _changes}
_DEPENDENT: dict[str, tuple[str, str]] = {
    "memberships": ("segment_id", "segment."),
    "movements": ("to_segment", "segment."),
    "interests": ("tag_key", ""),
}
"""Tables whose rows rest on a tag: the column that names it, and what stands before the name in the tag's key."""
