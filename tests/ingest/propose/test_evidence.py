from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.propose.evidence import NEVER, ROLES, value_evidence
from huaxiang.ingest.propose.seen import SeenTable


def test_what_a_column_cannot_play_is_out(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    view = seen("x", list("abcdef"), orders, header=False).view
    when, price = (value_evidence(view.profiles[n], view) for n in (2, 5))
    assert [when[role] for role in ("person", "price", "title")] == [NEVER] * 3
    assert [price[role] for role in ("person", "time", "text")] == [NEVER] * 3
    assert set(when) == set(ROLES)


def test_masked_columns_are_no_people(seen: Callable[..., SeenTable]) -> None:
    view = seen("x", ["手机"], [("138****1234",), ("139****2222",)] * 20).view
    assert value_evidence(view.profiles[0], view)["person"] == NEVER


def test_an_order_owns_its_time_and_an_item_does_not(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    view = seen("x", list("abcdef"), orders, header=False).view
    order, item = (value_evidence(view.profiles[n], view) for n in (0, 3))
    assert order["order"] > order["item"]
    assert item["item"] > item["order"]


def test_empty_columns_play_nothing(seen: Callable[..., SeenTable]) -> None:
    view = seen("x", ["a"], [("",), ("",)]).view
    assert set(value_evidence(view.profiles[0], view).values()) == {NEVER}
