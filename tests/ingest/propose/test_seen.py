from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.seen import SeenTable


def test_columns_are_found_by_role(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    table = seen("sales", ("order_id", "user_id", "created_at", "item_id", "qty", "price"), orders)
    assert table.first("amount", "price") == "price"
    assert table.first("refund") is None
    assert table.has("order", "person")
    assert not table.has("order", "text")
    assert table.with_role("time") == ["created_at"]


def test_a_key_is_different_in_every_row(seen: Callable[..., SeenTable]) -> None:
    table = seen("x", ["item_id", "color"], [(n, n % 3) for n in range(50)])
    assert table.is_key("item_id")
    assert not table.is_key("color")
    assert not table.is_key(None)
    assert table.profile("color").n_distinct == 3


def test_the_number_of_a_visit_stands_in_where_there_is_no_time(seen: Callable[..., SeenTable]) -> None:
    rows = [
        (f"o{person}-{number}", person, number, 8 + number)
        for person in range(100, 140)
        for number in range(1, 3 + person % 6)
    ]
    table = seen("orders", ["order_id", "user_id", "order_number", "order_hour_of_day"], rows)
    assert (table.first("order"), table.first("day"), table.first("clock")) == (
        "order_id",
        "order_number",
        "order_hour_of_day",
    )
    assert table.columns["order_number"].reasons[0].code == "counts_visits"


def test_repeating_words_without_a_header_name_the_items(seen: Callable[..., SeenTable]) -> None:
    rows = [(1000 + n * 7 % 40, f"2015-07-{1 + n // 20:02d}", f"thing {n % 30}") for n in range(400)]
    table = seen("x", ["col1", "col2", "col3"], rows, header=False)
    assert table.first("item", "title") == "col3"
