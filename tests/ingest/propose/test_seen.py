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
