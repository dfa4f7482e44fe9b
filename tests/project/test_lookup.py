from __future__ import annotations

from typing import Any

from huaxiang.domain.events import AcceptedEvent
from huaxiang.project.lookup import log_events, rows_by


def accepted(number: int) -> AcceptedEvent:
    return AcceptedEvent(f"l{number}", "web", f"m{number}", "product_viewed", number, number, ["cookie:1"])


def test_rows_are_found_by_a_column(shop: Any) -> None:
    rows = rows_by(shop.lake(), "events", "event_id", ["e2", "nothing"], columns=("event_id", "name"))
    assert rows == [{"event_id": "e2", "name": "product_added"}]


def test_an_empty_table_or_no_values_give_no_rows(shop: Any) -> None:
    assert rows_by(shop.lake(), "orders", "order_id", ["o1"]) == []
    assert rows_by(shop.lake(), "events", "event_id", []) == []


def test_the_log_is_searched_after_the_position_alone(shop: Any) -> None:
    shop.log().append([accepted(1), accepted(2)])
    assert [row["event_id"] for row in log_events(shop.log(), ["l1", "l2"], after=1)] == ["l2"]
