from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from huaxiang.domain.instants import from_iso
from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import Computed, Constant, Format, SourceSpec
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


def test_columns_made_of_several(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "a,11/03/2025,1,9:05,2.50", "b,31/03/2025,1,21:05,4", "c,01/04/2025,1,,")
    spec = replace(
        SPEC,
        map={
            "name": "event",
            "occurred_at": Computed(("time", "v"), "join", time="%d/%m/%Y %H:%M"),
            "order_id": Computed(("m", "event"), "join", separator="-"),
            "amount_minor": Computed(("l", "m"), "product"),
            "item_id": Computed(("v", "event"), "first"),
        },
        keep=(),
    )
    report, lake = ingest(spec)
    rows = sorted(lake.read("events").to_pylist(), key=lambda row: row["name"])
    assert [row["occurred_at"] for row in rows] == [
        from_iso("2025-03-11T09:05:00+08:00"),
        from_iso("2025-03-31T21:05:00+08:00"),
    ]
    assert [(row["order_id"], row["amount_minor"], row["item_id"]) for row in rows] == [
        ("1-a", 250, "9:05"),
        ("1-b", 400, "21:05"),
    ]
    assert report.sources[0].rejects == {"missing occurred_at": 1} or sum(report.sources[0].rejects.values()) == 1


def test_days_are_counted_and_flags_say_the_event(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "0,3,1,930,0", "1,3,1,930,0", "1,3,1,930,1")
    spec = replace(
        SPEC,
        map={
            "name": Computed(("l", "event"), "flags", words=("buy", "cart", "view")),
            "occurred_at": Computed(("time", "v"), "join", time="days", since="2025-01-01"),
        },
        keep=(),
    )
    rows = ingest(spec)[1].read("events").to_pylist()
    assert sorted(row["name"] for row in rows) == ["buy", "cart", "view"]
    assert {row["occurred_at"] for row in rows} == {from_iso("2025-01-04T09:30:00+08:00")}


def test_ids_written_as_floats_are_whole(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "看,2025-11-11,17850.0,42.0,")
    row = ingest(replace(SPEC, map={**SPEC.map, "item_id": "v"}, keep=()))[1].read("events").to_pylist()[0]
    assert (row["identity"], row["item_id"]) == ("17850", "42")


def test_other_values_become_that_of_the_star(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "看,2025-11-11,1,,", "其他,2025-11-11,1,,")
    rows = ingest(replace(SPEC, values={"name": {"看": "product_viewed", "*": "x"}}, keep=()))[1].read("events")
    assert sorted(rows["name"].to_pylist()) == ["product_viewed", "x"]
