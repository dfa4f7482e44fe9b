from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.domain.instants import from_iso
from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import SourceSpec
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.stage import IngestSettings

Ingest = Callable[..., tuple[IngestReport, Lake]]
Shop = dict[str, SourceSpec]


def _events(lake: Lake, name: str) -> list[dict[str, Any]]:
    rows = [row for row in lake.read("events").to_pylist() if row["name"] == name]
    return sorted(rows, key=lambda row: (row["occurred_at"], row["event_id"]))


def test_each_row_is_used_or_rejected_with_its_line_and_reason(ingest: Ingest, shop: Shop) -> None:
    report, lake = ingest(*shop.values())
    assert report.difference == 0
    assert {s.name: (s.rows_in, s.rows_used, s.rejects) for s in report.sources} == {
        "orders": (4, 3, {"bad placed_at": 1}),
        "lines": (4, 4, {}),
        "members": (2, 2, {}),
        "texts": (2, 1, {"bad kind": 1}),
    }
    rejects = {(r["source"], r["line"], r["reason"]) for r in lake.read("rejects").to_pylist()}
    assert rejects == {("orders", 5, "bad placed_at"), ("texts", 2, "bad kind")}


def test_orders_give_events_with_paid_and_refunded_amounts(ingest: Ingest, shop: Shop) -> None:
    _, lake = ingest(*shop.values())
    completed = _events(lake, "order_completed")
    assert [(e["order_id"], e["amount_minor"], e["identity"]) for e in completed] == [
        ("o1", 9000, "1001"),
        ("o2", 5000, "1002"),
    ]
    refunded = _events(lake, "order_refunded")
    assert [(e["order_id"], e["amount_minor"], e["occurred_at"]) for e in refunded] == [
        ("o2", 5000, from_iso("2025-11-20T10:00:00+08:00"))
    ]
    assert [e["order_id"] for e in _events(lake, "order_cancelled")] == ["o3"]
    assert _events(lake, "order_placed") == []
    nets = {o["order_id"]: o["net_minor"] for o in lake.read("orders").to_pylist()}
    assert nets == {"o1": 9000, "o2": 0, "o3": 0}


def test_lines_of_paid_orders_become_events_of_the_buyer(ingest: Ingest, shop: Shop) -> None:
    _, lake = ingest(*shop.values())
    lines = _events(lake, "order_line_recorded")
    assert sorted((e["order_id"], e["item_id"], e["quantity"], e["amount_minor"], e["identity"]) for e in lines) == [
        ("o1", "i1", 2, 6000, "1001"),
        ("o1", "i2", 1, 3000, "1001"),
        ("o2", "i1", 1, 5000, "1002"),
    ]
    assert {e["occurred_at"] for e in lines if e["order_id"] == "o1"} == {from_iso("2025-11-11T20:01:00+08:00")}


def test_texts_are_scrubbed_wherever_they_are_written(ingest: Ingest, shop: Shop, settings: IngestSettings) -> None:
    _, lake = ingest(*shop.values())
    assert lake.read("texts")["text"].to_pylist() == ["好用,电话[phone]"]
    (reviewed,) = _events(lake, "product_reviewed")
    assert reviewed["text_id"] == "t1"
    assert all(b"13912345678" not in path.read_bytes() for path in settings.cache.rglob("*.json"))


def test_traits_become_events_and_missing_ones_none(ingest: Ingest, shop: Shop) -> None:
    _, lake = ingest(shop["members"])
    (trait,) = _events(lake, "trait_set")
    assert json.loads(trait["properties"]) == {"property": "gender", "value": "女"}
    assert (trait["namespace"], trait["identity"]) == ("member_no", "1001")


def test_test_numbers_and_masked_phones_link_nobody(ingest: Ingest, shop: Shop) -> None:
    _, lake = ingest(*shop.values())
    links = {(r["a"], r["b"], r["kind"]) for r in lake.read("links").to_pylist()}
    assert links == {
        ("member_no:1001", "mobile:13912345678", "member"),
        ("member_no:1001", "mobile:13912345678", "order"),
    }


def test_rerun_with_nothing_new_gives_the_same_lake_from_the_cache(ingest: Ingest, shop: Shop) -> None:
    first, one = ingest(*shop.values())
    second, two = ingest(*shop.values())
    assert (first.is_cached, second.is_cached) == (False, True)
    assert first.to_dict()["sources"] == second.to_dict()["sources"]
    for name in ("events", "orders", "texts", "links", "rejects"):
        assert one.read(name).equals(two.read(name))


def test_row_exported_again_in_a_later_file_counts_once(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "log").mkdir()
    row = "product_viewed,2025-11-11 20:00:00,1001\n"
    (settings.folder / "log/1.csv").write_text("event,time,member\n" + row + row)
    (settings.folder / "log/2.csv").write_text("event,time,member\n" + row + "page_viewed,2025-11-11 20:00:00,1001\n")
    spec = SourceSpec(
        "log", "csv", "log", "events", map={"name": "event", "occurred_at": "time"}, person={"member_no": ("member",)}
    )
    report, lake = ingest(spec)
    assert sorted(lake.read("events")["name"].to_pylist()) == ["page_viewed", "product_viewed", "product_viewed"]
    assert len(set(lake.read("events")["event_id"].to_pylist())) == 3
    assert report.sources[0].rejects == {"duplicate": 1}
    assert report.difference == 0


def test_search_queries_become_texts_and_leave_the_properties(ingest: Ingest, settings: IngestSettings) -> None:
    line = {"event": "products_searched", "time": "2025-11-11T12:00:00Z", "q": "面霜 13912345678", "m": "1001", "x": 1}
    (settings.folder / "s.jsonl").write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")
    spec = SourceSpec(
        "s",
        "jsonl",
        "s.jsonl",
        "events",
        map={"name": "event", "occurred_at": "time", "query": "q"},
        person={"member_no": ("m",)},
    )
    _, lake = ingest(spec)
    (event,) = lake.read("events").to_pylist()
    (text,) = lake.read("texts").to_pylist()
    assert (text["text"], text["kind"], text["person_id"]) == ("面霜 [phone]", "search", "member_no:1001")
    assert event["text_id"] == text["text_id"] == event["event_id"]
    assert json.loads(event["properties"]) == {"x": 1}


def test_erased_person_stays_away_when_the_old_file_is_read_again(ingest: Ingest, shop: Shop) -> None:
    def hashed(identity: str) -> str:
        return sha256(identity.encode()).hexdigest()

    report, lake = ingest(*shop.values(), tombstones=frozenset({hashed("member_no:1001")}), tombstone_of=hashed)
    assert {e["identity"] for e in lake.read("events").to_pylist()} == {"1002"}
    seen = pq.read_table(lake.files("identities_seen")[0])
    assert "member_no:1001" not in seen["identity"].to_pylist()
    assert {s.name: s.rejects.get("erased", 0) for s in report.sources} == {
        "orders": 1,
        "lines": 2,
        "members": 1,
        "texts": 1,
    }
    assert report.difference == 0


def test_lines_file_is_summed_to_orders(ingest: Ingest, settings: IngestSettings) -> None:
    (settings.folder / "t.csv").write_text(
        "b,t,h,i,v\n1,2017-01-01,7,a,1.10\n1,2017-01-01,7,b,2.20\n2,2017-01-02,8,a,1\n"
    )
    orders = SourceSpec(
        "o",
        "csv",
        "t.csv",
        "orders",
        map={"order_id": "b", "placed_at": "t", "paid_minor": "v"},
        person={"household": ("h",)},
        rows="lines",
    )
    lines = SourceSpec("l", "csv", "t.csv", "order_lines", map={"order_id": "b", "item_id": "i", "amount_minor": "v"})
    report, lake = ingest(orders, lines)
    assert [(o["order_id"], o["net_minor"]) for o in sorted(lake.read("orders").to_pylist(), key=str)] == [
        ("1", 330),
        ("2", 100),
    ]
    assert len(_events(lake, "order_line_recorded")) == 3
    assert report.difference == 0


def test_source_without_files_is_one_clear_line(ingest: Ingest, shop: Shop) -> None:
    with pytest.raises(BadInput, match="finds no file there"):
        ingest(replace(shop["orders"], path="nowhere/*.csv"))


def test_report_prints_what_was_rejected(ingest: Ingest, shop: Shop, tmp_path: Path) -> None:
    report, _ = ingest(*shop.values())
    assert "bad placed_at: 1" in str(report)
