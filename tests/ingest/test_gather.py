from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from huaxiang.engines.lake import Lake
from huaxiang.ingest.mapping import Constant, SourceSpec
from huaxiang.ingest.report import IngestReport
from huaxiang.ingest.stage import IngestSettings

Ingest = Callable[..., tuple[IngestReport, Lake]]
PERSON = {"member_no": ("m",)}


def _write(settings: IngestSettings, name: str, text: str) -> None:
    (settings.folder / name).write_text(text, encoding="utf-8")


def _same(*columns: str) -> dict[str, Any]:
    return {column: column for column in columns}


def test_newer_state_of_an_order_replaces_the_older(ingest: Ingest, settings: IngestSettings) -> None:
    head = "order_id,placed_at,paid_at,closed_at,paid_minor,refund_minor,m\n"
    _write(settings, "a.csv", head + "o1,2025-01-01,2025-01-01,,10,0,7\n")
    _write(settings, "b.csv", head + "o1,2025-01-01,2025-01-01,2025-01-09,10,10,7\n")
    spec = SourceSpec("o", "csv", "*.csv", "orders", map=_same(*head.strip().split(",")[:-1]), person=PERSON)
    report, lake = ingest(spec)
    (order,) = lake.read("orders").to_pylist()
    assert (order["net_minor"], order["status"]) == (0, "refunded")
    assert report.sources[0].rejects == {"duplicate": 1}
    assert report.difference == 0


def test_rows_that_become_several_or_one_are_counted_on_both_sides(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "o.csv", "order_id,what,amount,m\no1,甲;乙,9,7\no2,甲,4,7\no3,乙;甲,2,7\n")
    lines = SourceSpec(
        "l", "csv", "o.csv", "order_lines", split=";", person=PERSON,
        map={"order_id": "order_id", "item_id": "what", "amount_minor": "amount"},
    )  # fmt: skip
    items = SourceSpec(
        "i", "csv", "o.csv", "items", split=";", rows="distinct", map={"item_id": "what", "title": "what"}
    )
    report, lake = ingest(lines, items)
    assert report.behind == {"items": (2, 3), "order_lines": (5, 3)}
    assert (lake.count("items"), lake.count("order_lines"), report.difference) == (2, 5, 0)


def test_facts_without_contract_or_person_stay_out_and_are_counted(ingest: Ingest, settings: IngestSettings) -> None:
    head = "name,value,supplier,contract,consent_id,observed_at,expires_at,m\n"
    good = "home_owner,yes,acme,C1,K1,2025-01-01,2025-03-01,7\n"
    _write(settings, "f.csv", head + good + good.replace("C1", "") + good.replace(",7", ","))
    spec = SourceSpec("f", "csv", "f.csv", "facts", map=_same(*head.strip().split(",")[:-1]), person=PERSON)
    report, lake = ingest(spec)
    (fact,) = lake.read("facts").to_pylist()
    assert (fact["source"], fact["confidence_milli"]) == ("acme", 1000)
    assert report.sources[0].rejects == {"missing contract": 1, "no_identity": 1}
    (event,) = lake.read("events").to_pylist()
    assert (event["name"], json.loads(event["properties"])["value"]) == ("fact_observed", "yes")


def test_consents_give_events_when_given_and_when_withdrawn(ingest: Ingest, settings: IngestSettings) -> None:
    _write(
        settings,
        "c.csv",
        "purpose,kind,given_at,withdrawn_at,m\nrecommend,general,2025-01-01,2025-02-01,7\nrecommend,refusal,2025-03-01,,7\n",
    )
    spec = SourceSpec(
        "c", "csv", "c.csv", "consents", map=_same("purpose", "kind", "given_at", "withdrawn_at"), person=PERSON
    )
    _, lake = ingest(spec)
    events = sorted(lake.read("events").to_pylist(), key=lambda e: e["occurred_at"])
    assert [(e["name"], json.loads(e["properties"])["value"]) for e in events] == [
        ("consent_given", "general"),
        ("consent_withdrawn", "general"),
        ("consent_given", "refusal"),
    ]


def test_messages_and_coupons_give_events_at_their_instants(ingest: Ingest, settings: IngestSettings) -> None:
    _write(
        settings,
        "m.csv",
        "message_id,channel,sent_at,delivered_at,opened_at,m\n1,email,2025-01-01,2025-01-02,2025-01-03,7\n2,fax,2025-01-01,2025-01-02,,7\n",
    )
    _write(settings, "k.csv", "coupon_id,issued_at,used_at,m\nK1,2025-01-01,2025-01-05,7\n")
    messages = SourceSpec(
        "m",
        "csv",
        "m.csv",
        "messages",
        map=_same("message_id", "channel", "sent_at", "delivered_at", "opened_at"),
        person=PERSON,
    )
    coupons = SourceSpec("k", "csv", "k.csv", "coupons", map=_same("coupon_id", "issued_at", "used_at"), person=PERSON)
    _, lake = ingest(messages, coupons)
    names = sorted(lake.read("events")["name"].to_pylist())
    assert names == ["coupon_applied", "coupon_issued", "email_delivered", "email_opened", "message_delivered"]
    used = next(e for e in lake.read("events").to_pylist() if e["name"] == "coupon_applied")
    assert json.loads(used["properties"]) == {"coupon_id": "K1"}


def test_items_states_and_campaigns_reach_their_tables(ingest: Ingest, settings: IngestSettings) -> None:
    _write(settings, "i.csv", "item_id,title,price,colour\n1,面霜,19.9,红\n")
    _write(settings, "s.csv", "item_id,observed_at,stock\n1,2025-01-01,3\n")
    _write(settings, "p.csv", "campaign_id,name,starts_at\nc1,双11,2025-11-01\n")
    _, lake = ingest(
        SourceSpec("i", "csv", "i.csv", "items", map={**_same("item_id", "title"), "price_minor": "price"}),
        SourceSpec("s", "csv", "s.csv", "item_states", map=_same("item_id", "observed_at", "stock")),
        SourceSpec("p", "csv", "p.csv", "campaigns", map=_same("campaign_id", "name", "starts_at")),
    )
    paths = SourceSpec("i", "csv", "i.csv", "items", map={**_same("item_id", "title"), "category_path_raw": "colour"})
    _write(settings, "i2.csv", "item_id,title,colour\n1,面霜,美妆 > 护肤>面霜\n")
    (tree,) = ingest(replace(paths, path="i2.csv"))[1].read("items").to_pylist()
    assert (tree["l1"], tree["l2"], tree["l3"]) == ("美妆", "护肤", "面霜")
    (item,) = lake.read("items").to_pylist()
    assert (item["price_minor"], item["attributes"]) == (1990, '{"colour":"红"}')
    assert lake.count("item_states") == lake.count("campaigns") == 1


def test_orders_without_amounts_come_to_what_their_lines_come_to(ingest: Ingest, shop: dict[str, SourceSpec]) -> None:
    mapping = {k: v for k, v in shop["orders"].map.items() if not k.endswith("_minor")}
    lake = ingest(replace(shop["orders"], map=mapping), shop["lines"])[1]
    found = {row["order_id"]: (row["gross_minor"], row["net_minor"]) for row in lake.read("orders").to_pylist()}
    assert found["o1"] == (9000, 9000)


def test_a_text_that_names_an_order_is_its_buyers(
    ingest: Ingest, shop: dict[str, SourceSpec], settings: IngestSettings
) -> None:
    (settings.folder / "r.csv").write_text("id,order,text,at\nr1,o1,good,2025-11-20\n")
    review = SourceSpec(
        "reviews",
        "csv",
        "r.csv",
        "texts",
        map={"kind": Constant("review"), "text": "text", "occurred_at": "at", "order_id": "order"},
    )
    report, lake = ingest(shop["orders"], review)
    (text,) = lake.read("texts").to_pylist()
    assert text["person_id"] == "member_no:1001"
    assert report.sources[1].no_identity == 0
