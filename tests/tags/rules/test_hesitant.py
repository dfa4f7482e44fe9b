from __future__ import annotations

import pytest
from sequence_worlds import START, carts, fold_event

from huaxiang.domain.instants import MINUTE_US
from huaxiang.tags.rules.hesitant import RULE

CARTS = carts(0, 10, 20)
for number, cart in enumerate(CARTS):
    cart.item_id = f"i{number}"


def at(minutes: int) -> int:
    return START + minutes * MINUTE_US


def is_up(*more: object) -> bool:
    return RULE.judge([*CARTS, *more], at(300)).is_active  # type: ignore[list-item]


def test_three_carts_without_an_order_raise_it_after_half_an_hour() -> None:
    assert not RULE.judge(CARTS, at(50) - 1).is_active
    assert RULE.judge(CARTS, at(50)).valid_from == at(50)


@pytest.mark.parametrize("name", ["checkout_started", "order_placed", "order_completed"])
def test_any_order_within_the_half_hour_prevents_it(name: str) -> None:
    assert not is_up(fold_event(9, name, at(50), l1="food"))
    assert is_up(fold_event(9, name, at(51), l1="food"))


def test_payment_of_the_category_ends_it_and_of_another_does_not() -> None:
    order = fold_event(8, "order_completed", at(100), order_id="o1")
    assert not is_up(order, fold_event(9, "order_line_recorded", at(100), order_id="o1", l1="beauty"))
    assert is_up(order, fold_event(9, "order_line_recorded", at(100), order_id="o1", l1="food"))
    assert not is_up(order)


def test_emptying_the_cart_ends_it() -> None:
    removed = [fold_event(10 + n, "product_removed", at(100 + n), item_id=f"i{n}") for n in range(3)]
    assert not is_up(*removed)
    assert is_up(*removed[:2])
    assert not is_up(fold_event(9, "cart_cleared", at(100)))


def test_what_ends_it_also_prevents_it_while_it_is_pending() -> None:
    assert not is_up(fold_event(9, "order_line_recorded", at(30), l1="beauty"))
    assert not is_up(fold_event(9, "cart_cleared", at(20)))
    assert is_up(fold_event(9, "cart_cleared", at(19)))
