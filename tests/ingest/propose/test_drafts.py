from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.around import Surroundings
from huaxiang.ingest.propose.drafts import draft_sources
from huaxiang.ingest.propose.seen import SeenTable

AROUND = Surroundings({"user_id": ("user_id",)}, "2024-01-01", has_orders=False, has_items=False)


def test_each_kind_becomes_its_tables(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    table = seen("sales", ("order_id", "user_id", "created_at", "sku", "qty", "price"), orders)
    assert [each.table for each in draft_sources(table, "wide", AROUND)] == ["orders", "order_lines"]
    assert [each.table for each in draft_sources(table, "events", AROUND)] == ["events"]
    assert draft_sources(table, "ignored", AROUND) == ()
