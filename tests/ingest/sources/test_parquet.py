from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from huaxiang.domain.instants import from_iso
from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.stage import IngestSettings

Ingest = Callable[..., tuple[IngestReport, Lake]]
SPEC = SourceSpec(
    "log", "parquet", "log.parquet", "events", map={"name": "e", "occurred_at": "t"}, person={"member_no": ("u",)}
)


def _write(settings: IngestSettings, **columns: Any) -> None:
    pq.write_table(pa.table(columns), settings.folder / "log.parquet")


def _events(ingest: Ingest, spec: SourceSpec = SPEC) -> list[dict[str, Any]]:
    return ingest(spec)[1].read("events").to_pylist()


def test_instants_with_a_zone_are_kept_and_others_are_local(ingest: Ingest, settings: IngestSettings) -> None:
    moment = datetime(2025, 1, 1, 12, tzinfo=UTC)
    _write(settings, e=["a"], t=pa.array([moment], pa.timestamp("us", "UTC")), u=[7])
    assert [row["occurred_at"] for row in _events(ingest)] == [from_iso("2025-01-01T12:00:00Z")]
    _write(settings, e=["a"], t=pa.array([moment.replace(tzinfo=None)], pa.timestamp("ms")), u=[7])
    assert [row["occurred_at"] for row in _events(ingest)] == [from_iso("2025-01-01T04:00:00Z")]


def test_numbers_can_be_identities_and_dictionaries_are_texts(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, e=pa.array(["a"]).dictionary_encode(), t=[1735689600000], u=[1001])
    (row,) = _events(ingest)
    assert (row["name"], row["identity"], row["occurred_at"]) == ("a", "1001", 1735689600000000)


def test_unmapped_columns_keep_their_types_as_properties(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, e=["a"], t=[1735689600], u=["7"], n=[3], flags=[[True, False]])
    (row,) = _events(ingest)
    assert json.loads(row["properties"]) == {"n": 3, "flags": [True, False]}
