"""The RFM grid: buyers by how recently and how often they bought, with what they spent; and the eight groups."""

from __future__ import annotations

import json
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from huaxiang.console.views.tables import read_columns
from huaxiang.project.readable import Readable
from huaxiang.project.reading import label_of
from huaxiang.segments.customers.rfm import RFM_GROUPS

__all__ = ["SCORES", "rfm_grid"]

SCORES = 5
_PREFIX = "rfm."


def rfm_grid(project: Readable) -> dict[str, Any]:
    """Buyers as of the last build.

    Returns:
        n_people: buyers; cells: r, f (1..5, 5 the newest and the most frequent), n_people and net_minor (net sales of
        365 days) of each cell that has anybody; groups: key, label, text (the definition), n_people, share (of buyers),
        net_minor, net_share (None without net sales), the most valuable first.
    """
    cells: dict[tuple[int, int], list[int]] = {}
    groups: dict[str, list[int]] = {}
    for key, references in _held(project):
        net = int(references["net_minor"])
        for sums in (
            cells.setdefault((int(references["r"]), int(references["f"])), [0, 0]),
            groups.setdefault(key, [0, 0]),
        ):
            sums[0] += 1
            sums[1] += net
    n_people, total = (sum(each[at] for each in groups.values()) for at in (0, 1))
    return {
        "n_people": n_people,
        "cells": [{"r": r, "f": f, "n_people": n, "net_minor": net} for (r, f), (n, net) in sorted(cells.items())],
        "groups": [_group(project, key, groups[key], n_people, total) for key in _ordered(groups)],
    }


def _held(project: Readable) -> list[tuple[str, dict[str, Any]]]:
    """(tag key, references of its evidence) of every buyer."""
    assignments = read_columns(project.lake(), "assignments", ("tag_key", "evidence_id", "person_id"))
    assignments = assignments.filter(pc.starts_with(assignments["tag_key"], _PREFIX))
    wanted: pa.Array = pc.unique(assignments["evidence_id"])
    chosen = pc.field("evidence_id").isin(wanted)
    evidence = read_columns(project.lake(), "evidence", ("evidence_id", "references"), where=chosen)
    known = dict(zip(evidence["evidence_id"].to_pylist(), evidence["references"].to_pylist(), strict=True))
    rows = zip(assignments["tag_key"].to_pylist(), assignments["evidence_id"].to_pylist(), strict=True)
    return [(key, json.loads(known[each])) for key, each in rows if each in known]


def _ordered(groups: dict[str, list[int]]) -> list[str]:
    place = {f"{_PREFIX}{group.slug}": at for at, group in enumerate(RFM_GROUPS)}
    return sorted(groups, key=lambda key: place[key])


def _group(project: Readable, key: str, sums: list[int], n_people: int, total: int) -> dict[str, Any]:
    language = project.config.project.language
    definition = project.catalogue()[key]
    return {
        "key": key,
        "label": label_of(definition, language),
        "text": definition.definition_text if language == "zh" else definition.definition_text_en,
        "n_people": sums[0],
        "share": sums[0] / n_people,
        "net_minor": sums[1],
        "net_share": sums[1] / total if total > 0 else None,
    }
