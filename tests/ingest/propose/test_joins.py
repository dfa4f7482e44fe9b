from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.joins import evidence_of_joins, find_joins
from huaxiang.ingest.propose.seen import SeenTable

HEADER = ("order_id", "user_id", "created_at", "sku", "qty", "price")


def test_keys_that_two_tables_share_are_found(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    goods = seen("goods", ["product_id", "title"], [(f"P{n:03d}", f"green cup {n}") for n in range(40)])
    joins = find_joins([seen("sales", HEADER, orders), goods])
    assert [(j.left, j.right, j.role, j.share) for j in joins] == [
        (("sales", "sku"), ("goods", "product_id"), "item", 1.0)
    ]


def test_small_numbers_that_meet_by_chance_are_no_keys(seen: Callable[..., SeenTable]) -> None:
    left = seen("users", ["user_id", "gender"], [(n, n % 2) for n in range(50)])
    right = seen("goods", ["item_id", "title"], [(n, f"cup {n}") for n in range(50)])
    assert find_joins([left, right]) == []


def test_a_sure_key_tells_what_an_unnamed_column_is(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    goods = seen("goods", ["product_id", "title"], [(f"P{n:03d}", f"green cup {n}") for n in range(40)])
    sales = seen("sales", ("order_id", "user_id", "created_at", "xyz", "qty", "price"), orders)
    found = evidence_of_joins([sales, goods], find_joins([sales, goods]))
    role = sales.columns["xyz"].role
    assert role == "item" or found["sales"]["xyz", "item"][0] > 2
