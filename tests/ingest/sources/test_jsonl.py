from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.stage import IngestSettings

Ingest = Callable[..., tuple[IngestReport, Lake]]
SPEC = SourceSpec(
    "log", "jsonl", "log.jsonl", "events", map={"name": "e", "occurred_at": "t"}, person={"member_no": ("u.id",)}
)


def _write(settings: IngestSettings, *lines: str) -> None:
    (settings.folder / "log.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_lists_texts_and_numbers_alone_are_no_rows(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, '{"e": "a", "t": "2025-01-01"}', "[1]", '"x"', "7", "null")
    report, lake = ingest(SPEC)
    assert [(r["line"], r["reason"]) for r in lake.read("rejects").to_pylist()] == [
        (line, "not a JSON object") for line in (2, 3, 4, 5)
    ]
    assert report.difference == 0


def test_identities_leave_the_properties_and_the_rest_of_an_object_stays(
    ingest: Ingest, settings: IngestSettings
) -> None:
    _write(settings, '{"e": "a", "t": 1735689600, "u": {"id": 7, "city": "上海"}, "x": [1, {"y": null}]}')
    (row,) = ingest(SPEC)[1].read("events").to_pylist()
    assert (row["identity"], row["occurred_at"]) == ("7", 1735689600000000)
    properties = json.loads(row["properties"])
    assert properties["u"] == {"city": "上海"}
    assert "x" in properties


def test_kept_columns_are_kept_alone(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, '{"e": "a", "t": "2025-01-01", "x": "1", "y": "2"}')
    (row,) = ingest(replace(SPEC, keep=("y",)))[1].read("events").to_pylist()
    assert json.loads(row["properties"]) == {"y": "2"}


def test_file_without_any_object_is_one_clear_line(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "a,b,c", "1,2,3")
    with pytest.raises(BadInput, match="expected one a line"):
        ingest(SPEC)
