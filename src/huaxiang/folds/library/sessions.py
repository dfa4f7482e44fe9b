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


def _run(events: Sequence[FoldEvent], as_of: int) -> tuple[int, int, int]:
    """(sessions, single-event sessions, events)."""
    first_day = day_of(as_of) - N_DAYS + 1
    n_sessions = n_bounces = n_events = inside = 0
    previous = -SILENCE_US - 1
    for event in events:
        if event.name in ADMINISTRATIVE or event.day < first_day:
            continue
        n_events += 1
        if event.occurred_at - previous > SILENCE_US:
            n_bounces += inside == 1
            n_sessions += 1
            inside = 0
        inside += 1
        previous = event.occurred_at
    return n_sessions, n_bounces + (inside == 1), n_events


FOLD = Replay("sessions", frozenset(), N_DAYS * DAY_US, _run)
