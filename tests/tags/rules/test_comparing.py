from __future__ import annotations

from sequence_worlds import START, fold_event

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import HOUR_US
from huaxiang.tags.rules.comparing import RULE


def views(*hours: int, n_items: int = 10, l1: str = "digital") -> list[FoldEvent]:
    return [
        fold_event(place, "product_viewed", START + hour * HOUR_US, item_id=f"i{place % n_items}", l1=l1)
        for place, hour in enumerate(hours)
    ]


def test_ten_items_of_one_category_within_a_day_raise_it_with_one_view_each() -> None:
    found = RULE.judge(views(*range(10)), START + 9 * HOUR_US)
    assert (found.valid_from, found.valid_until) == (START + 9 * HOUR_US, START + 81 * HOUR_US)
    assert len(found.evidence) == 10


def test_ten_views_of_nine_items_or_ten_items_over_two_days_do_not() -> None:
    assert not RULE.judge(views(*range(10), n_items=9), START + 9 * HOUR_US).is_active
    assert not RULE.judge(views(*range(0, 30, 3)), START + 27 * HOUR_US).is_active


def test_a_purchase_of_the_category_ends_it_and_of_another_does_not() -> None:
    for l1, expected in (("digital", False), ("food", True)):
        bought = fold_event(99, "order_line_recorded", START + 20 * HOUR_US, l1=l1)
        assert RULE.judge([*views(*range(10)), bought], START + 20 * HOUR_US).is_active is expected
