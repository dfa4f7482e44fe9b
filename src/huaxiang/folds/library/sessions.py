"""Sessions of the last 30 UTC days: events of a person without 30 minutes of silence between them.

The window moves with the UTC day, not with the instant, so that it changes only when a day ends.
"""

from __future__ import annotations

from collections.abc import Sequence

from huaxiang.domain.events import ADMINISTRATIVE, FoldEvent
from huaxiang.domain.instants import DAY_US, MINUTE_US, day_of
from huaxiang.folds.base import Replay

__all__ = ["FOLD", "SILENCE_US"]

N_DAYS = 30
SILENCE_US = 30 * MINUTE_US
_AT_THE_CART = frozenset({"product_added", "cart_viewed", "checkout_started"})


def _run(events: Sequence[FoldEvent], as_of: int) -> tuple[int, int, int, int, int, int]:
    """(sessions, single-event ones, events, ended at the cart, ended on the top page, ended on a known page).

    A session that ends at the cart had no paid order; its page is the last one that an event of it names.
    """
    first_day = day_of(as_of) - N_DAYS + 1
    n_sessions = n_bounces = n_events = n_at_cart = inside = 0
    exits: dict[str, int] = {}
    previous, last, page, has_paid = -SILENCE_US - 1, "", None, False
    for event in events:
        if event.name in ADMINISTRATIVE or event.day < first_day:
            continue
        n_events += 1
        if event.occurred_at - previous > SILENCE_US:
            n_bounces += inside == 1
            n_at_cart += last in _AT_THE_CART and not has_paid
            if page is not None:
                exits[page] = exits.get(page, 0) + 1
            n_sessions += 1
            inside, page, has_paid = 0, None, False
        inside += 1
        previous, last = event.occurred_at, event.name
        page = event.page if event.page is not None else page
        has_paid = has_paid or event.name == "order_completed"
    n_bounces += inside == 1
    n_at_cart += last in _AT_THE_CART and not has_paid
    if page is not None:
        exits[page] = exits.get(page, 0) + 1
    return n_sessions, n_bounces, n_events, n_at_cart, max(exits.values(), default=0), sum(exits.values())


FOLD = Replay("sessions", frozenset(), N_DAYS * DAY_US, _run)
