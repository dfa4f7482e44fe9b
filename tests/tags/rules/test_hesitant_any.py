from __future__ import annotations

from sequence_worlds import START, carts, fold_event

from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.tags.rules.hesitant_any import RULE


def test_three_carts_of_any_category_within_two_hours_raise_it() -> None:
    mixed = [*carts(0, 60), fold_event(9, "product_added", START + 2 * HOUR_US, l1="food")]
    assert RULE.judge(mixed, START + 150 * MINUTE_US).is_active
    late = [*carts(0, 60), fold_event(9, "product_added", START + 2 * HOUR_US + 1, l1="food")]
    assert not RULE.judge(late, START + 200 * MINUTE_US).is_active


def test_any_order_ends_it() -> None:
    ordered = [*carts(0, 10, 20), fold_event(9, "order_completed", START + 5 * HOUR_US, l1="food")]
    assert RULE.judge(ordered, START + 5 * HOUR_US - 1).is_active
    assert not RULE.judge(ordered, START + 5 * HOUR_US).is_active
