from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import DAY_US, HOUR_US, to_iso
from huaxiang.domain.tables import table
from huaxiang.project.portrait_state import find
from huaxiang.project.timeline import timeline_of

ANNA, REFUSER, NAMESAKE = "member_no:M1", "member_no:M2", "cookie:M1"
AS_OF = 20_000 * DAY_US + 12 * HOUR_US


def event(identity: str, event_id: str, name: str, hours_ago: int, **columns: Any) -> FoldEvent:
    at = AS_OF - hours_ago * HOUR_US
    day = at // DAY_US
    return FoldEvent(identity, event_id, name, at, day, day, 12, **columns)


def rows_of(name: str, rows: list[dict[str, Any]]) -> pa.Table:
    schema = table(name).schema
    return pa.Table.from_pylist([{column: row.get(column) for column in schema.names} for row in rows], schema=schema)


@pytest.fixture
def told(shop):
    """Writes fold events into the lake and gives the time line of a person."""

    def tell(person, *events):
        rows = [{name: getattr(each, name) for name in FOLD_SCHEMA.names} for each in events]
        path = shop.lake().part("fold_events", "events")
        pq.write_table(pa.Table.from_pylist(rows, schema=FOLD_SCHEMA), path)
        return timeline_of(shop, find(shop, person))

    return tell


def test_sessions_end_with_half_an_hour_of_silence_and_the_newest_comes_first(told):
    document = told(ANNA)
    assert [each["started_at"] for each in document["sessions"]] == [
        to_iso(AS_OF - hours * HOUR_US) for hours in (28, 29, 30)
    ]
    assert [each["gap_us"] // HOUR_US for each in document["sessions"]] == [28, 1, 1]
    assert document["last_at"] == to_iso(AS_OF - 28 * HOUR_US)


def test_an_event_of_the_lake_and_of_the_store_is_told_once(told):
    assert sum(day["n_events"] for day in told(NAMESAKE, event("cookie:M1", "e5", "product_viewed", 200))["days"]) == 1


def test_steps_are_in_words_with_their_things_and_marks(told):
    first = told(ANNA)["sessions"][-1]
    assert first["steps"] == [{"step": "cart:beauty", "label": "加购 美妆", "times": 1, "titles": ["轻薄粉底液"]}]
    assert [(mark["kind"], mark["title"]) for mark in first["marks"]] == [("cart", "轻薄粉底液")]


def test_an_order_shows_what_was_paid_and_a_return_alone_is_no_visit(told, shop):
    order = {"order_id": "o1", "person_id": "p_0000000000000001", "placed_at": AS_OF, "currency": "CNY"}
    order |= {"gross_minor": 30_000, "discount_minor": 5_000, "refund_minor": 10_000, "net_minor": 15_000}
    order |= {"status": "paid", "source": "made"}
    shop.lake().write("orders", rows_of("orders", [order]))
    sessions = told(
        ANNA,
        event("member_no:M1", "o", "order_completed", 20, order_id="o1"),
        event("member_no:M1", "p", "order_line_recorded", 20, order_id="o1", item_id="i1"),
        event("member_no:M1", "q", "order_line_recorded", 20, order_id="o1", item_id="i1"),
        event("member_no:M1", "r", "order_refunded", 10, order_id="o1", amount_minor=10_000),
    )["sessions"]
    assert [(mark["kind"], mark["amount"]) for mark in sessions[0]["marks"]] == [("return", "¥100.00")]
    assert [(mark["kind"], mark["amount"]) for mark in sessions[1]["marks"]] == [("order", "¥250.00")]
    assert [mark["titles"] for session in sessions[:2] for mark in session["marks"]] == [[], ["轻薄粉底液"]]
    assert not sessions[0]["is_visit"]


def test_what_lies_three_months_before_the_latest_event_is_left_out(told):
    far = event("cookie:M1", "old", "product_viewed", 200 + 91 * 24)
    assert len(told(NAMESAKE, far)["sessions"]) == 1


def test_things_of_a_sensitive_branch_are_not_named_without_separate_consent(told):
    branch = {"l1": "health", "l2": "medicine", "l3": "chronic-medicine"}
    viewed = event("cookie:M1", "h", "product_viewed", 100, item_id="i1", **branch)
    [step] = told(NAMESAKE, viewed)["sessions"][0]["steps"]
    assert (step["label"], step["titles"]) == ("浏览 敏感类目", [])


def test_of_who_refuses_profiling_only_trade_records_are_told(told):
    document = told(
        REFUSER,
        event("member_no:M2", "v", "product_viewed", 10, item_id="i1"),
        event("member_no:M2", "o", "order_completed", 9, order_id="o7", amount_minor=1_000),
    )
    assert [mark["kind"] for each in document["sessions"] for mark in each["marks"]] == ["order"]


def test_someone_without_events_has_an_empty_time_line(told):
    document = told(REFUSER)
    assert (document["sessions"], document["last_at"], document["days"]) == ([], None, [])


def test_days_count_events_orders_returns_and_texts(told):
    document = told(
        NAMESAKE,
        event("cookie:M1", "o", "order_completed", 100, order_id="o1"),
        event("cookie:M1", "w", "product_reviewed", 101),
    )
    assert document["days"][-1] == {
        "day": to_iso((AS_OF - 100 * HOUR_US) // DAY_US * DAY_US)[:10],
        "n_events": 2,
        "n_orders": 1,
        "n_returns": 0,
        "n_texts": 1,
    }
