from __future__ import annotations

from typing import Any

import numpy as np

from huaxiang.domain.event_names import EVENT_NAMES
from huaxiang.simulate.planted.steps import CODES, NAMES, NONE
from huaxiang.simulate.planted.year import AS_OF


def test_all_names_are_of_the_specification() -> None:
    assert set(NAMES) <= set(EVENT_NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_each_visit_opens_at_its_start_and_goes_on_in_time(parts: Any) -> None:
    steps = parts.steps
    begins = np.r_[True, steps.visit[1:] != steps.visit[:-1]]
    assert np.array_equal(steps.is_opening, begins)
    assert np.array_equal(steps.occurred_at[begins], parts.visits.start)
    assert (np.diff(steps.occurred_at)[~begins[1:]] >= 0).all()
    assert steps.occurred_at.max() < AS_OF


def test_what_is_removed_was_added_before_in_the_same_visit(parts: Any) -> None:
    steps = parts.steps
    removed = np.flatnonzero(steps.name == CODES["product_removed"])
    added = steps.added[removed]
    assert removed.size > 100
    assert (steps.name[added] == CODES["product_added"]).all()
    assert (added < removed).all()
    assert np.array_equal(steps.visit[added], steps.visit[removed])
    assert np.unique(added).size == added.size


def test_an_order_runs_from_checkout_to_payment_or_cancellation(parts: Any) -> None:
    steps, orders = parts.steps, parts.orders
    number = int(np.flatnonzero(orders.is_paid & orders.has_coupon)[0])
    rows = np.flatnonzero(steps.order == number)
    names = [NAMES[code] for code in steps.name[rows].tolist()]
    lines = ["order_line_recorded"] * int((orders.line_order == number).sum())
    assert names == ["order_placed", *lines, "coupon_applied", "order_completed"]
    assert NAMES[steps.name[rows[0] - 1]] == "checkout_started"
    assert np.array_equal(rows, np.arange(rows[0], rows[0] + rows.size))
    ends = (steps.name == CODES["order_completed"]).sum() + (steps.name == CODES["order_cancelled"]).sum()
    assert ends == orders.n


def test_pages_are_dwelled_on_and_the_next_step_waits_for_it(parts: Any) -> None:
    steps = parts.steps
    assert np.array_equal(
        np.unique(steps.name[steps.dwell_ms > 0]),
        np.sort([CODES[name] for name in ("page_viewed", "product_list_viewed", "product_viewed")]),
    )
    same = (steps.visit[1:] == steps.visit[:-1]) & (steps.dwell_ms[:-1] != NONE)
    assert (np.diff(steps.occurred_at)[same] >= steps.dwell_ms[:-1][same] * 1000).all()
