"""Profiles as tables of the lake: assignments, evidence, features, memberships, people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa

from huaxiang.domain.profiles import Profile
from huaxiang.domain.tables import table
from huaxiang.engines.lake import Lake
from huaxiang.tags.feed import FIELDS

__all__ = ["Counts", "write_profiles"]


@dataclass(slots=True)
class Counts:
    """What was written so far.

    Attributes:
        by_segment: People by first-choice segment.
        by_status: Assignments by status.
        by_tag: Assignments by tag.
        evidence: Ids of evidence already written, one row each.
    """

    by_segment: Counter[str] = field(default_factory=Counter)
    by_status: Counter[str] = field(default_factory=Counter)
    by_tag: Counter[str] = field(default_factory=Counter)
    evidence: set[str] = field(default_factory=set)


def write_profiles(lake: Lake, profiles: Sequence[Profile], counts: Counts, *, part: str) -> None:
    """Writes one part of each per-person derived table."""
    _write_assignments(lake, profiles, counts, part)
    _write_evidence(lake, profiles, counts, part)
    features = [(p.person_id, name, value) for p in profiles for name, value in p.features.items()]
    _write(lake, "features", features, part)
    memberships = [
        (p.person_id, segment, probability, rank)
        for p in profiles
        for rank, (segment, probability) in enumerate(p.memberships, start=1)
    ]
    _write(lake, "memberships", memberships, part)
    counts.by_segment.update(p.memberships[0][0] for p in profiles if p.memberships)


def _write(lake: Lake, name: str, rows: Sequence[tuple[object, ...]], part: str) -> None:
    schema = table(name).schema
    columns: list[Sequence[object]] = list(zip(*rows, strict=True)) if rows else [()] * len(schema.names)
    arrays = [pa.array(column, column_field.type) for column, column_field in zip(columns, schema, strict=True)]
    lake.write(name, pa.table(arrays, schema=schema), part=part)


def _write_assignments(lake: Lake, profiles: Sequence[Profile], counts: Counts, part: str) -> None:
    schema = table("assignments").schema
    columns: dict[str, list[object]] = {name: [] for name in schema.names}
    for profile in profiles:
        for tag in profile.tags:
            for name in ("tag_key", *FIELDS):
                columns[name].append(getattr(tag, name))
            columns["person_id"].append(profile.person_id)
            columns["as_of"].append(profile.as_of)
            columns["origin"].append(profile.origin)
            columns["run_id"].append(profile.run_id)
            counts.by_status[tag.status] += 1
    counts.by_tag.update(columns["tag_key"])  # type: ignore[arg-type]
    arrays = [pa.array(columns[column.name], column.type) for column in schema]
    lake.write("assignments", pa.table(arrays, schema=schema), part=part)


def _write_evidence(lake: Lake, profiles: Sequence[Profile], counts: Counts, part: str) -> None:
    rows = []
    for profile in profiles:
        for tag in profile.tags:
            if tag.evidence_id not in counts.evidence:
                counts.evidence.add(tag.evidence_id)
                references = json.dumps(tag.references, ensure_ascii=False, sort_keys=True)
                rows.append((tag.evidence_id, tag.evidence_kind, references, tag.level))
    _write(lake, "evidence", rows, part)
