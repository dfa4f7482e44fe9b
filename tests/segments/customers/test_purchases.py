from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.people_worlds import bought, event, people_of, viewed

from huaxiang.domain.events import FoldEvent
from huaxiang.segments.customers.purchases import purchases_of

WEEKS = [bought(f"o{days}", days) for days in (3, 10, 17, 31)]


def refunded(order_id: str, days_ago: float) -> FoldEvent:
    return event("order_refunded", days_ago, order_id=order_id, amount_minor=10_000)


def test_a_buyer_is_told_by_the_newest_order_the_year_and_the_own_gap() -> None:
    found = purchases_of(people_of([viewed(1)], WEEKS))
    assert found.person.tolist() == [1]
    assert (found.quiet_days.tolist(), found.n_orders.tolist(), found.n_days.tolist()) == ([3], [4], [4])
    assert found.gap_days.tolist() == [7]
    assert found.net_minor.tolist() == [40_000]
    assert found.newest == ["o3"]


def test_what_was_refunded_is_no_order_and_no_net_sales() -> None:
    found = purchases_of(
        people_of([bought("a", 9), bought("b", 2), refunded("b", 1)], [bought("c", 3), refunded("c", 2)])
    )
    assert (found.newest, found.net_minor.tolist(), found.quiet_days.tolist()) == (["a"], [10_000], [9])


def test_orders_older_than_a_year_tell_the_rhythm_but_do_not_count() -> None:
    found = purchases_of(people_of([bought("a", 400), bought("b", 500)]))
    assert (found.n_orders.tolist(), found.net_minor.tolist(), found.gap_days.tolist()) == ([0], [0], [100])


def test_two_orders_of_one_day_leave_no_gap() -> None:
    found = purchases_of(people_of([bought("a", 5), bought("b", 5.01)]))
    assert (found.n_days.tolist(), found.gap_days.tolist(), found.n_orders.tolist()) == ([1], [0], [2])


def test_nobody_bought() -> None:
    assert len(purchases_of(people_of([viewed(1)], []))) == 0


@given(st.lists(st.lists(st.integers(0, 500), max_size=6), min_size=1, max_size=5))
def test_a_person_alone_and_in_a_batch_is_the_same(days: list[list[int]]) -> None:
    people = [[bought(f"o{at}", ago + 0.3) for at, ago in enumerate(each)] for each in days]
    together = purchases_of(people_of(*people))
    place = 0
    for person, events in enumerate(people):
        alone = purchases_of(people_of(events))
        if not len(alone):
            continue
        assert together.person[place] == person
        for column in ("quiet_days", "last_day", "n_orders", "net_minor", "n_days", "gap_days", "newest"):
            assert np.array_equal(getattr(together, column)[place], getattr(alone, column)[0]), column
        place += 1
    assert place == len(together)
