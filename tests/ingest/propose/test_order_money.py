from __future__ import annotations

from collections.abc import Callable

from huaxiang.ingest.mapping import Computed
from huaxiang.ingest.propose.order_money import before_discounts, is_of_order, line_amount, order_payment
from huaxiang.ingest.propose.seen import SeenTable


def _sale(price: float, pieces: int) -> tuple[object, ...]:
    return (f"{price:.2f}", pieces)


def test_a_unit_price_is_multiplied(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n % 9}", *_sale(2.5 + n % 9, 1 + n % 4)) for n in range(120)]
    found = line_amount(seen("x", ["sku", "price", "quantity"], rows))
    assert found is not None
    assert found[0] == Computed(("price", "quantity"), "product")


def test_a_price_that_grows_with_the_pieces_is_the_lines(seen: Callable[..., SeenTable]) -> None:
    rows = [(f"P{n % 9}", *_sale((2.5 + n % 9) * (1 + n % 4), 1 + n % 4)) for n in range(120)]
    found = line_amount(seen("x", ["sku", "sales_price", "quantity"], rows))
    assert found is not None
    assert found[0] == "sales_price"


def test_an_amount_that_repeats_in_an_order_is_not_the_lines(seen: Callable[..., SeenTable]) -> None:
    rows = [(n // 3, f"P{n % 7}", f"{2.5 + n % 7:.2f}", f"{n // 3 * 1.5 + 9:.2f}") for n in range(120)]
    found = line_amount(seen("x", ["order_id", "sku", "unit_price", "order_total"], rows))
    assert found is not None
    assert found[0] == "unit_price"


def test_an_order_without_prices_of_lines_gives_what_it_came_to(seen: Callable[..., SeenTable]) -> None:
    rows = [(n // 3, f"P{n % 7}", f"{n // 3 * 1.5 + 9:.2f}") for n in range(120)]
    table = seen("x", ["order_id", "sku", "order_total"], rows)
    assert order_payment(table) == "order_total"
    found = line_amount(table)
    assert found is not None
    assert found[0] == "order_total"


def test_amounts_that_are_nothing_in_most_orders_are_still_told(seen: Callable[..., SeenTable]) -> None:
    rows = [(n // 2, f"P{n % 7}", "5.00" if n // 2 % 9 == 0 else "0.00") for n in range(240)]
    assert is_of_order(seen("x", ["order_id", "sku", "discount"], rows), "discount")
    rows = [(n // 2, f"P{n % 7}", "5.00" if n % 9 == 0 else "0.00") for n in range(240)]
    assert not is_of_order(seen("x", ["order_id", "sku", "discount"], rows), "discount")


def test_what_was_to_be_paid_is_what_it_was_before_discounts(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, f"{20 + n:.2f}", f"{(20 + n) * (0.8 if n % 3 else 1):.2f}") for n in range(90)]
    table = seen("x", ["订单编号", "买家应付货款", "买家实际支付金额"], rows)
    assert (table.first("paid"), table.first("payable")) == ("买家实际支付金额", "买家应付货款")
    assert before_discounts(table, "买家实际支付金额") == "买家应付货款"
    assert before_discounts(table, "买家应付货款") is None


def test_a_total_beside_what_was_paid_is_before_discounts(seen: Callable[..., SeenTable]) -> None:
    rows = [(n, f"{20 + n:.2f}", f"{(20 + n) * (0.8 if n % 3 else 1):.2f}") for n in range(90)]
    table = seen("x", ["order_id", "order_total", "amount_paid"], rows)
    assert before_discounts(table, "amount_paid") == "order_total"
