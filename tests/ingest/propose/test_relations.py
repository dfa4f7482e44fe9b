from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.seen import SeenTable


def test_an_order_determines_its_person_and_time_and_an_item_its_price(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    relations = seen("x", list("abcdef"), orders, header=False).view.relations
    assert {(0, 1), (0, 2), (3, 5)} <= relations.determines
    assert (1, 0) not in relations.determines
    assert 0 in relations.determined_by(1)
    assert 5 in relations.determined(3)


def test_rows_of_an_order_come_in_bursts_and_those_of_an_item_do_not(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    burst = seen("x", list("abcdef"), orders, header=False).view.relations.burst
    assert burst[0] < 0.5 < burst[3]


def test_a_table_without_rows_has_no_relations(seen: Callable[..., SeenTable]) -> None:
    assert not seen("x", ["a", "b"], []).view.relations.determines
