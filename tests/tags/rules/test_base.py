from __future__ import annotations

from sequence_worlds import START, carts, fold_event

from huaxiang.domain.instants import DAY_US, MINUTE_US
from huaxiang.tags.rules.base import INACTIVE, Judgement, Span, category_of, paid_at, runs, settle


def test_the_latest_raised_span_holds_and_the_next_change_is_told() -> None:
    old, new, ahead = Span(10, 100, ("a",)), Span(20, 110, ("b",)), Span(50, 140, ("c",))
    assert settle([new, old, ahead], 30) == Judgement(True, 20, 110, ("b",), next_at=50)
    assert settle([old, new], 30).next_at == 110
    assert settle([ahead], 30) == Judgement(False, next_at=50)
    assert settle([old, new], 110) == INACTIVE


def test_the_finest_category_is_taken() -> None:
    assert category_of(fold_event(1, "x", 0, l1="a", l2="b", l3="c")) == "c"
    assert category_of(fold_event(1, "x", 0, l1="a", l2="b")) == "b"
    assert category_of(fold_event(1, "x", 0)) is None


def test_runs_lie_within_their_time_and_restart_the_clock() -> None:
    found = runs(carts(0, 10, 20, 100), times=2, within_us=15 * MINUTE_US, wait_us=10 * MINUTE_US)
    assert [[e.event_id for e in run] for run in found] == [["e001", "e002"]]
    found = runs(carts(0, 10, 20, 100), times=2, within_us=15 * MINUTE_US)
    assert [[e.event_id for e in run] for run in found] == [["e000", "e001"], ["e001", "e002"]]


def test_lines_say_what_an_order_paid_and_an_order_without_lines_may_be_anything() -> None:
    order = fold_event(1, "order_completed", START, order_id="o1")
    line = fold_event(2, "order_line_recorded", START, order_id="o1", l1="beauty")
    far = fold_event(3, "order_line_recorded", START + 2 * DAY_US, order_id="o1", l1="beauty")
    assert paid_at([order, line]) == {"beauty": [START]}
    assert paid_at([order]) == {None: [START]}
    assert paid_at([order, far]) == {None: [START], "beauty": [START + 2 * DAY_US]}
