from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from huaxiang.domain.instants import from_iso
from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import Constant, Format, SourceSpec
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.stage import IngestSettings

Ingest = Callable[..., tuple[IngestReport, Lake]]
SPEC = SourceSpec(
    "log", "csv", "log.csv", "events", map={"name": "event", "occurred_at": "time"}, person={"member_no": ("m",)}
)


def _write(settings: IngestSettings, *rows: str) -> None:
    (settings.folder / "log.csv").write_text("event,time,m,v,l\n" + "\n".join(rows) + "\n", encoding="utf-8")


def test_constants_and_renamed_values_fill_columns(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "看,2025-11-11,1,,", "其他,2025-11-11,1,,")
    spec = replace(
        SPEC, map={**SPEC.map, "channel": Constant("app")}, values={"name": {"看": "product_viewed"}}, keep=()
    )
    rows = ingest(spec)[1].read("events").to_pylist()
    assert sorted(row["name"] for row in rows) == ["product_viewed", "其他"]
    assert {row["channel"] for row in rows} == {"app"}


def test_named_properties_join_the_unmapped_ones(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "e,2025-11-11,1,7,美妆")
    (row,) = ingest(replace(SPEC, map={**SPEC.map, "properties.l1": "l"}))[1].read("events").to_pylist()
    assert json.loads(row["properties"]) == {"l1": "美妆", "v": "7"}


def test_money_is_read_in_the_unit_that_the_mapping_names(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "e,2025-11-11,1,12.5,")
    spec = replace(SPEC, map={**SPEC.map, "amount_minor": "v"})
    assert ingest(spec)[1].read("events")["amount_minor"].to_pylist() == [1250]
    _write(settings, "e,2025-11-11,1,12,")
    assert ingest(replace(spec, format=Format(money="minor")))[1].read("events")["amount_minor"].to_pylist() == [12]


def test_times_before_2000_are_rejected(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "e,1970-01-01,1,,", "e,2025-11-11,1,,")
    report, lake = ingest(SPEC)
    assert report.sources[0].rejects == {"occurred_at out of range": 1}
    assert lake.read("events")["occurred_at"].to_pylist() == [from_iso("2025-11-11T00:00:00+08:00")]


def test_strongest_usable_identity_comes_first(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "e,2025-11-11,undefined,c1,13912345678", "e,2025-11-11,7,c1,138****1234")
    spec = replace(SPEC, person={"cookie": ("v",), "mobile": ("l",), "member_no": ("m",)}, keep=())
    _, lake = ingest(spec)
    found = sorted((row["namespace"], row["identity"]) for row in lake.read("events").to_pylist())
    assert found == [("member_no", "7"), ("mobile", "13912345678")]
    links = sorted((row["a"], row["b"]) for row in lake.read("links").to_pylist())
    assert links == [("cookie:c1", "member_no:7"), ("cookie:c1", "mobile:13912345678")]


def test_row_without_identity_is_kept_and_counted(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "e,2025-11-11,,,")
    report, lake = ingest(SPEC)
    assert (report.sources[0].no_identity, report.sources[0].rejects) == (1, {})
    assert lake.read("events")["identity"].to_pylist() == [None]
