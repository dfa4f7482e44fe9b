from __future__ import annotations

import math

import numpy as np
from tests.people_worlds import bought, event, people_of, viewed

from huaxiang.segments.formulas import (
    days_share,
    key_share,
    monthly,
    reached_share,
    recent_share,
    session_share,
    share_beside,
    top_share,
)

VIEWS, CARTS = {"product_viewed"}, {"product_added"}
BUSY = [viewed(1), viewed(2), viewed(50), event("product_added", 3)]


def value(formula, *events, **how) -> float:
    """Of a person between two others, one of whom did nothing."""
    return float(formula(people_of([viewed(5)] * 9, events, []), **how)[1])


def test_a_share_of_keys_is_of_all_events_in_its_window() -> None:
    assert value(key_share, *BUSY, fold="actions", keys=CARTS, days=90) == 0.25
    assert value(key_share, *BUSY, fold="actions", keys=CARTS, days=10) == 1 / 3
    assert math.isnan(value(key_share, fold="actions", keys=CARTS, days=90))


def test_a_share_beside_leaves_other_events_out() -> None:
    pages = [event("page_viewed", day) for day in (1, 2, 3, 4)]
    assert value(share_beside, *BUSY, *pages, part=CARTS, other=VIEWS, days=90) == 0.25
    assert math.isnan(value(share_beside, *pages, part=CARTS, other=VIEWS, days=90))


def test_what_was_reached_is_never_more_than_what_was_begun() -> None:
    assert value(reached_share, *BUSY, begun=VIEWS, reached=CARTS, days=90) == 1 / 3
    assert value(reached_share, *BUSY, begun=CARTS, reached=VIEWS, days=90) == 1.0
    assert math.isnan(value(reached_share, viewed(1), begun=CARTS, reached=VIEWS, days=90))


def test_a_month_is_a_third_of_ninety_days() -> None:
    assert value(monthly, *BUSY, viewed(95), names=VIEWS) == 1.0
    assert value(monthly, names=VIEWS) == 0.0


def test_the_top_share_is_that_of_the_most_frequent_key() -> None:
    on = [event("page_viewed", day, channel=channel) for day, channel in ((1, "app"), (2, "app"), (3, "web"))]
    assert value(top_share, *on, fold="channels", days=90) == 2 / 3
    assert value(top_share, *on, fold="channels", days=90, head=lambda _: "all") == 1.0


def test_a_recent_share_compares_two_windows_that_end_today() -> None:
    assert value(recent_share, *BUSY, fold="hours", recent=30, days=90) == 0.75


def test_a_share_of_days_counts_orders_and_not_days() -> None:
    orders = [bought("a", 3), bought("b", 3), bought("c", 9)]
    newest = max(people_of(orders).folds["order_days"].value.tolist())
    assert value(days_share, *orders, on=lambda days: days == newest, days=90) == 2 / 3
    assert math.isnan(value(days_share, on=lambda days: days > 0, days=90))


def test_a_share_of_sessions_reads_two_of_their_figures() -> None:
    sessions = [viewed(1), viewed(2), event("page_viewed", 2.001)]
    assert value(session_share, *sessions, part=1, whole=0) == 0.5
    assert np.isnan(value(session_share, part=1, whole=0))
