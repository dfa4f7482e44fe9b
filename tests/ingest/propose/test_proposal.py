from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from huaxiang.ingest.propose.stage import propose
from huaxiang.ingest.sniffing import SniffedTable


def test_a_proposal_is_plain_json(table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]) -> None:
    sales = table("sales", ("order_id", "user_id", "created_at", "sku", "qty", "price"), orders)
    found = json.loads(json.dumps(propose([sales]).to_dict("en")))
    (only,) = found["tables"]
    assert (only["name"], only["kind"], only["rows"]) == ("sales", "wide", 200)
    assert [each["role"] for each in only["columns"]] == ["order", "person", "time", "item", "quantity", "price"]
    assert only["columns"][1]["namespace"] == "user_id"
    assert all(0 < each["confidence"] <= 1 and each["reasons"] for each in only["columns"])
    assert [each["table"] for each in only["sources"]] == ["orders", "order_lines"]


def test_tables_are_found_by_name(table: Callable[..., SniffedTable], orders: list[tuple[object, ...]]) -> None:
    found = propose([table("sales", list("abcdef"), orders)])
    assert found.table("sales").playing("text") is None
    with pytest.raises(KeyError):
        found.table("other")
