"""What `segments`, `interests`, `journeys` and `tags` show: the stages' results with holders, coverage and state."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.audiences.index import PeopleIndex, read_index
from huaxiang.domain.instants import SECOND_US, now, to_iso
from huaxiang.domain.tags import Kind, State, TagDefinition
from huaxiang.journeys.steps import step_label
from huaxiang.project.back_tests import known_back_tests
from huaxiang.project.readable import Readable
from huaxiang.project.reading import interest_path, label_of, names_with_gone, segment_names
from huaxiang.stores.base import Meta

__all__ = ["interests_view", "journeys_view", "segments_view", "tags_view"]

_N_TRANSITIONS = 200


def segments_view(project: Readable, *, clock: int | None = None) -> dict[str, Any]:
    """The segments, largest first, and who moved between them since the build before.

    Returns:
        `segments`: id, name, n_people, share, traits, centre, fitted_at, model_id; people; outside: people in none;
        moved: from, to (ids), from_name, to_name, n_people, by_behaviour and by_model, most first.
    """
    store = project.store()
    names = segment_names(project)
    rows = sorted(store.table("segments"), key=lambda row: (-row["n_people"], row["segment_id"]))
    segments = [
        {
            "id": row["segment_id"],
            "name": names[row["segment_id"]],
            "n_people": row["n_people"],
            "share": row["share"],
            "traits": _parsed(row["traits"]),
            "centre": _parsed(row["centre"]),
            "fitted_at": to_iso(row["fitted_at"]),
            "model_id": row["model_id"],
        }
        for row in rows
    ]
    n_people = store.count()
    outside = n_people - sum(row["n_people"] for row in rows)
    head = _head(store.meta(), clock)
    return {**head, "people": n_people, "outside": outside, "segments": segments, "moved": _moved(project)}


def _moved(project: Readable) -> list[dict[str, Any]]:
    flows: dict[tuple[str, str], Counter[str]] = {}
    names = names_with_gone(project)
    for row in _moved_rows(project).to_pylist():
        flows.setdefault((row["from_segment"], row["to_segment"]), Counter())[row["cause"]] += 1
    found = [
        {
            "from": a,
            "to": b,
            "from_name": names.get(a, a),
            "to_name": names.get(b, b),
            "n_people": counts.total(),
            "by_behaviour": counts["behaviour"],
            "by_model": counts["model"],
        }
        for (a, b), counts in flows.items()
    ]
    return sorted(found, key=lambda row: (-row["n_people"], row["from"], row["to"]))


def _moved_rows(project: Readable) -> pa.Table:
    return project.lake().read("movements").select(["from_segment", "to_segment", "cause"])


def interests_view(project: Readable, *, clock: int | None = None) -> dict[str, Any]:
    """The interests that anyone holds, most held first, each with its category path and its holders."""
    taxonomy = project.taxonomy()
    rows = [
        {**row, "path": interest_path(row["key"], taxonomy)}
        for row in tags_view(project, clock=clock)["tags"]
        if row["kind"] in {"interest", "predicted"} and row["holders"]
    ]
    rows.sort(key=lambda row: (-row["holders"], row["key"]))
    meta = project.store().meta()
    return {**_head(meta, clock), "people": project.store().count(), "interests": rows}


def journeys_view(project: Readable, *, clock: int | None = None) -> dict[str, Any]:
    """The most frequent transitions between steps, with people and median gap, and the flags with their holders."""
    language = project.config.project.language
    taxonomy = project.taxonomy()
    tops = [] if taxonomy is None else [node for node in taxonomy if node.level == 1]
    categories = {node.slug: node.zh if language == "zh" else node.en for node in tops}
    table = project.lake().read("transitions").sort_by([("n_times", "descending"), ("from_step", "ascending")])
    transitions = [
        {
            "from": row["from_step"],
            "to": row["to_step"],
            "from_label": step_label(row["from_step"], language, categories=categories),
            "to_label": step_label(row["to_step"], language, categories=categories),
            "n_times": row["n_times"],
            "n_people": row["n_people"],
            "median_gap_seconds": row["median_gap_us"] / SECOND_US,
        }
        for row in table.slice(0, _N_TRANSITIONS).to_pylist()
    ]
    flags = [row for row in tags_view(project, clock=clock)["tags"] if row["kind"] == "flag"]
    return {
        **_head(project.store().meta(), clock),
        "n_transitions": table.num_rows,
        "transitions": transitions,
        "flags": flags,
    }


def tags_view(project: Readable, *, clock: int | None = None) -> dict[str, Any]:
    """The catalogue (标签目录): every definition with holders, those who pass the gate, coverage and confidence.

    Coverage is passing holders ÷ eligible people; people who refuse profiling, minors, staff and abnormal accounts
    are not eligible. A flag's back-test stands beside it once `huaxiang tags --back-test` has measured it.
    """
    index = read_index(project.store(), project.gate())
    catalogue = project.catalogue()
    for key in index.names("assignments", "tag_key"):
        catalogue.find(key)
    held, rates = _held(index), known_back_tests(project)
    n_eligible = len(index.eligible)
    language = project.config.project.language
    rows = [
        _row(each, held.get(each.key, {}), n_eligible, language) | _rate(rates, each)
        for each in catalogue.definitions()
    ]
    return {**_head(index.meta, clock), "people": len(index.ids), "eligible": n_eligible, "tags": rows}


def _head(meta: Meta, clock: int | None) -> dict[str, Any]:
    lag = max((now() if clock is None else clock) - meta.as_of, 0)
    return {"as_of": to_iso(meta.as_of), "run_id": meta.run_id, "lag_seconds": round(lag / SECOND_US, 3)}


def _parsed(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def _held(index: PeopleIndex) -> dict[str, dict[str, Any]]:
    """By tag: holders, holders who pass, mean confidence, and withheld by reason."""
    rows = index.assignments
    rows = rows.append_column("passes", pc.cast(pc.is_null(rows["reason"]), pa.int64()))
    grouped = rows.group_by("tag_key").aggregate([("passes", "sum"), ("passes", "count"), ("confidence_milli", "sum")])
    found: dict[str, dict[str, Any]] = {}
    for row in grouped.to_pylist():
        n_held = row["passes_count"]
        found[row["tag_key"]] = {
            "holders": n_held,
            "passing": row["passes_sum"],
            "confidence": round(row["confidence_milli_sum"] / n_held / 1000, 3),
            "withheld": {},
        }
    reasons = rows.filter(pc.is_valid(rows["reason"])).group_by(["tag_key", "reason"]).aggregate([([], "count_all")])
    for row in sorted(reasons.to_pylist(), key=lambda each: each["reason"]):
        found[row["tag_key"]]["withheld"][row["reason"]] = row["count_all"]
    return found


def _row(each: TagDefinition, held: Mapping[str, Any], n_eligible: int, language: str) -> dict[str, Any]:
    passing = held.get("passing", 0)
    return {
        "key": each.key,
        "label": label_of(each, language),
        "kind": str(each.kind),
        "group": each.group,
        "definition": each.text(language),
        "definition_version": each.definition_version,
        "state": str(each.state),
        "shown_as": _shown_as(each),
        "reason": each.reason,
        "threshold": each.threshold_milli / 1000,
        "owner": each.owner,
        "approver": each.approver,
        "purposes": list(each.purposes),
        "level": each.level,
        "is_sensitive": each.is_sensitive,
        "half_life_days": each.half_life_days,
        "retention_days": each.retention_days,
        "holders": held.get("holders", 0),
        "passing": passing,
        "coverage": round(passing / n_eligible, 6) if n_eligible else 0.0,
        "confidence": held.get("confidence"),
        "withheld": held.get("withheld", {}),
    }


def _shown_as(each: TagDefinition) -> str:
    """The state as people see it: 待审批 and 衰减预警 are shown, not stored."""
    if each.state is State.DRAFT and each.owner and each.approver is None:
        return "in_approval"
    if each.bad_cycles >= 1 and each.state is State.ACTIVE:
        return "decay_warning"
    return str(each.state)


def _rate(rates: Mapping[str, Any], each: TagDefinition) -> dict[str, Any]:
    """The back-test of a flag, None where it was not measured; other kinds have none."""
    return {"back_test": rates.get(each.key)} if each.kind is Kind.FLAG else {}
