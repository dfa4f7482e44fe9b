from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from huaxiang.simulate.stage import SimulationReport

Shop = tuple[Path, SimulationReport]
Ask = Callable[[str], tuple[Any, ...]]


def rows(shop: Shop, name: str) -> list[dict[str, str]]:
    with (shop[0] / "sources" / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_receivers_are_masked_and_never_whole_numbers(shop: Shop) -> None:
    phones = {row["receiver_mobile"] for row in rows(shop, "orders.csv") if row["receiver_mobile"]}
    assert all(len(phone) == 11 and phone[3:7] == "****" for phone in phones)
    assert all(row["receiver_name"].endswith("**") for row in rows(shop, "orders.csv"))


def test_orders_and_lines_belong_together(shop: Shop) -> None:
    orders = {row["order_id"]: row for row in rows(shop, "orders.csv")}
    for line in rows(shop, "order_lines.csv"):
        assert line["order_id"] in orders or line["order_id"].endswith("x")
    placed = {row["order_id"] for row in orders.values() if row["paid_at"]}
    assert placed < set(orders)


def test_broken_rows_are_as_many_as_reported(shop: Shop) -> None:
    faults = shop[1].faults
    for name, column in (("orders.csv", "placed_at"), ("messages.csv", "sent_at"), ("consents.csv", "given_at")):
        broken = [row for row in rows(shop, name) if not row[column].startswith("20") or "-13-" in row[column]]
        assert len(broken) == faults[name]["broken"] >= 1
    lines = (shop[0] / "sources/texts.jsonl").read_text(encoding="utf-8").splitlines()
    unread = [line for line in lines if not line.endswith("}")]
    assert len(unread) == faults["texts.jsonl"]["broken"] >= 1
    assert len(lines) - len(unread) == shop[1].rows["texts.jsonl"]
    assert set(json.loads(lines[0])) >= {"text_id", "kind", "text", "written_at", "member_no", "item_id"}


def test_tracking_names_no_payment(ask: Ask) -> None:
    names = ask("SELECT list(DISTINCT event) FROM events")[0]
    assert {"order_placed", "checkout_started", "product_viewed", "products_searched"} <= set(names)
    assert not {"order_completed", "order_line_recorded", "order_refunded", "coupon_applied"} & set(names)


def test_items_are_in_three_levels_in_chinese(shop: Shop) -> None:
    items = rows(shop, "items.csv")
    assert len({row["category_l3"] for row in items}) == 144
    assert all(row["category_l1"] and float(row["price_yuan"]) > 0 for row in items)


def test_consents_hold_refusals_and_withdrawals(shop: Shop) -> None:
    consents = rows(shop, "consents.csv")
    assert any(row["kind"] == "refusal" for row in consents)
    assert any(row["withdrawn_at"] for row in consents if row["purpose"] == "profiling")
    assert any(row["kind"] == "separate" for row in consents)
