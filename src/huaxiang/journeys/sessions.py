"""Sessions: a person's events without 30 minutes of silence between them."""

from __future__ import annotations

from typing import Any

import ibis

from huaxiang.domain.events import ADMINISTRATIVE
from huaxiang.domain.instants import MINUTE_US

__all__ = ["SILENCE_US", "sessions"]

SILENCE_US = 30 * MINUTE_US


def sessions(events: Any, as_of: int) -> Any:
    """Sessions of each person; what is no behaviour in the shop (messages, consents, traits) is left out.

    Args:
        events: Ibis table with person_id, event_id, name and occurred_at (µs).
        as_of: Instant in µs; later events are not read.

    Returns:
        Ibis table `sessions`: person_id, started_at, ended_at, n_events, n_views, has_cart, has_order.
    """
    seen = events.filter(
        events.person_id.notnull(), events.occurred_at <= as_of, events.name.notin(sorted(ADMINISTRATIVE))
    ).select("person_id", "event_id", "name", "occurred_at")
    window = ibis.window(group_by="person_id", order_by=["occurred_at", "event_id"])
    seen = seen.mutate(before_at=seen.occurred_at.lag(1).over(window))
    is_first = (seen.before_at.isnull() | (seen.occurred_at - seen.before_at > SILENCE_US)).cast("int64")
    seen = seen.mutate(is_first=is_first)
    up_to_here = ibis.cumulative_window(group_by="person_id", order_by=["occurred_at", "event_id"])
    seen = seen.mutate(number=seen.is_first.sum().over(up_to_here))
    found = seen.group_by(["person_id", "number"]).aggregate(
        started_at=seen.occurred_at.min(),
        ended_at=seen.occurred_at.max(),
        n_events=seen.count(),
        n_views=seen.count(where=seen.name == "product_viewed"),
        has_cart=(seen.name == "product_added").any(),
        has_order=seen.name.isin(["order_completed", "order_line_recorded"]).any(),
    )
    return found.drop("number")
