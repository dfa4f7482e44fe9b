from __future__ import annotations

from sequence_worlds import START, fold_event

from huaxiang.domain.instants import HOUR_US, MINUTE_US
from huaxiang.tags.rules.unpaid import RULE

PLACED = fold_event(1, "order_placed", START, order_id="o1")


def test_an_order_is_unpaid_from_a_quarter_of_an_hour_to_a_day_later() -> None:
    assert not RULE.judge([PLACED], START + 15 * MINUTE_US - 1).is_active
    found = RULE.judge([PLACED], START + 15 * MINUTE_US)
    assert (found.evidence, found.valid_until) == (("e001",), START + 15 * MINUTE_US + 24 * HOUR_US)


def test_payment_or_cancellation_of_that_order_ends_it() -> None:
    for name in ("order_completed", "order_cancelled"):
        own = fold_event(2, name, START + HOUR_US, order_id="o1")
        other = fold_event(2, name, START + HOUR_US, order_id="o2")
        assert not RULE.judge([PLACED, own], START + HOUR_US).is_active
        assert RULE.judge([PLACED, other], START + HOUR_US).is_active
