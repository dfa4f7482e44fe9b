from __future__ import annotations

from sequence_worlds import START, fold_event

from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.tags.rules.re_viewing import RULE

VIEWS = [fold_event(n, "product_viewed", START + n * HOUR_US, item_id="i1") for n in range(5)]
RAISED_AT = START + 28 * HOUR_US


def test_five_views_of_one_item_and_a_day_without_buying_raise_it_for_a_week() -> None:
    assert not RULE.judge(VIEWS, RAISED_AT - 1).is_active
    assert RULE.judge(VIEWS, RAISED_AT).valid_until == RAISED_AT + 7 * DAY_US
    assert not RULE.judge(VIEWS[1:], RAISED_AT).is_active


def test_buying_the_item_ends_it_and_another_item_does_not() -> None:
    for item, expected in (("i1", False), ("i2", True)):
        bought = fold_event(9, "order_line_recorded", RAISED_AT + 1, item_id=item)
        assert RULE.judge([*VIEWS, bought], RAISED_AT + 1).is_active is expected
