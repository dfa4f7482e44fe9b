from __future__ import annotations

from collections.abc import Callable

import pytest

from huaxiang.ingest.propose.assign import assign_roles
from huaxiang.ingest.propose.reasons import Reason
from huaxiang.ingest.propose.seen import SeenTable

HEADER = ("InvoiceNo", "CustomerID", "InvoiceDate", "StockCode", "Quantity", "UnitPrice")
ROLES = ["order", "person", "time", "item", "quantity", "price"]


def test_names_and_values_together_give_each_column_its_role(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    found = seen("sales", HEADER, orders).columns
    assert [each.role for each in found.values()] == ROLES
    assert min(each.confidence for each in found.values()) > 0.7


def test_without_names_the_values_alone_are_enough(
    seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]
) -> None:
    found = seen("sales", ["col1", "col2", "col3", "col4", "col5", "col6"], orders, header=False).columns
    assert [each.role for each in found.values()] == ROLES


def test_a_pin_is_kept_and_its_role_is_taken(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    found = seen("sales", HEADER, orders, StockCode="category").columns
    assert (found["StockCode"].role, found["StockCode"].confidence) == ("category", 1.0)
    assert found["StockCode"].reasons == (Reason("pinned"),)


def test_one_column_a_role(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    twice = [(*row, row[0]) for row in orders]
    found = seen("sales", [*HEADER, "order_no"], twice).columns
    assert [each.role for each in found.values()].count("order") == 1


@pytest.mark.parametrize("first", [1, 20250101001, 20250101000000])
@pytest.mark.parametrize("n", [6, 300])
def test_orders_are_numbered_one_after_another_or_by_the_clock(
    seen: Callable[..., SeenTable], first: int, n: int
) -> None:
    rows = [(first + at, f"M{at % 5}", 20 + at % 7, f"2025-03-{at % 28 + 1:02d} 10:00:00") for at in range(n)]
    found = seen("orders", ["order_id", "member_no", "paid", "created_at"], rows).columns
    assert found["order_id"].role == "order"


def test_evidence_of_other_tables_decides(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    view = seen("sales", ["a", "b", "c", "d", "e", "f"], orders, header=False).view
    extra = {("b", "item"): (20.0, Reason("overlap", ("goods", "x", "99")))}
    found = {each.column: each for each in assign_roles(view, table="sales", pins={}, extra=extra)}
    assert found["b"].role == "item"
    assert "99" in found["b"].reasons[-1].text("en")


def test_private_columns_show_no_examples(seen: Callable[..., SeenTable]) -> None:
    found = seen("x", ["收货人姓名", "id"], [("王**", n) for n in range(30)]).columns
    assert (found["收货人姓名"].role, found["收货人姓名"].examples) == ("private", ())
