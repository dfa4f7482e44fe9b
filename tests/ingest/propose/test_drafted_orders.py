from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.mapping import Computed
from huaxiang.ingest.propose.around import Surroundings
from huaxiang.ingest.propose.drafted_orders import lines, orders_of_rows, wide
from huaxiang.ingest.propose.drafted_orders import orders as one_a_row
from huaxiang.ingest.propose.seen import SeenTable

AROUND = Surroundings({"user_id": ("user_id",)}, "2024-01-01", has_orders=False, has_items=False)
NOBODY = Surroundings({}, "2024-01-01", has_orders=True, has_items=False)
HEADER = ("order_id", "user_id", "created_at", "sku", "qty", "unit_price")


def test_one_file_gives_orders_and_lines(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    first, second = wide(seen("sales", HEADER, orders), AROUND)[:2]
    assert (first.table, first.settings["rows"], first.map["order_id"]) == ("orders", "lines", "order_id")
    assert (second.table, second.map["item_id"], second.map["occurred_at"]) == ("order_lines", "sku", "created_at")
    assert second.map["amount_minor"] == Computed(("unit_price", "qty"), "product")


def test_without_ids_an_order_is_who_and_when(seen: Callable[..., SeenTable], orders: list[tuple[object, ...]]) -> None:
    table = seen("sales", HEADER[1:], [row[1:] for row in orders])
    draft = orders_of_rows(table, AROUND, where={"x": ("1",)})
    assert draft.map["order_id"] == Computed(("user_id", "created_at"), "join")
    assert draft.settings == {"rows": "lines", "where": {"x": ("1",)}}


def test_status_words_become_those_of_orders(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, n % 9, f"2024-03-{1 + n % 28:02d}", 5.5, "交易关闭" if n % 5 else "交易成功") for n in range(60)]
    (draft,) = one_a_row(seen("orders", ("订单编号", "user_id", "下单时间", "实付金额", "订单状态"), rows), AROUND)
    assert draft.values["status"] == {"交易关闭": "cancelled", "交易成功": "completed", "*": "completed"}
    assert draft.map["paid_minor"] == "实付金额"


def test_several_discounts_are_added(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, n % 9, f"2024-03-{1 + n % 28:02d}", 5.5, 0.5, 0.25) for n in range(60)]
    (draft,) = one_a_row(
        seen("orders", ("订单号", "user_id", "下单时间", "实付金额", "平台优惠", "商家优惠"), rows), AROUND
    )
    assert draft.map["discount_minor"] == Computed(("平台优惠", "商家优惠"), "sum")


def test_lines_take_the_items_that_they_name(seen: Callable[..., SeenTable]) -> None:
    rows = [(n // 2, n % 2 + 1, f"P{n % 9}", f"green cup {n % 9}", 2.5) for n in range(60)]
    found = lines(seen("lines", ("order_id", "line_number", "sku", "title", "amount"), rows), NOBODY)
    assert [(each.table, each.settings.get("rows")) for each in found] == [("order_lines", None), ("items", "distinct")]
    assert found[0].map["line_number"] == "line_number"
