"""People made of events by hand, as live state gives them to the scorers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.reducing import Reducer, State, rows_from_states

from huaxiang.domain.events import FoldEvent, fold_event, time_order
from huaxiang.domain.instants import DAY_US, HOUR_US, Zone
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import People
from huaxiang.folds.replays import run_replays

ZONE = Zone("Asia/Shanghai")
AS_OF = 20_000 * DAY_US + 12 * HOUR_US
TODAY = AS_OF // DAY_US


def event(name: str, days_ago: float = 1, **columns: Any) -> FoldEvent:
    """An event so many days before `AS_OF`."""
    at = AS_OF - round(days_ago * DAY_US)
    columns.setdefault("event_id", f"{name}-{days_ago}-{sorted(columns.items())}")
    return fold_event(local=ZONE, occurred_at=at, identity="member_no:1", name=name, **columns)


def viewed(days_ago: float, l1: str = "pets", l2: str = "cat-food", l3: str = "dry-cat-food", **more: Any) -> FoldEvent:
    """A view of a category."""
    return event("product_viewed", days_ago, l1=l1, l2=l2, l3=l3, **more)


def bought(order_id: str, days_ago: float) -> FoldEvent:
    """A paid order."""
    return event("order_completed", days_ago, order_id=order_id, amount_minor=10_000)


def answered(word: str, kind: str, *, purpose: str = "profiling", days_ago: float = 1) -> FoldEvent:
    """A consent given or withdrawn."""
    return event(f"consent_{word}", days_ago, property=purpose, value=kind)


def read(key: str, days_ago: float, *, stance: str = "prefer", **more: Any) -> FoldEvent:
    """An interest read in a text of the person."""
    known: dict[str, Any] = {"owner": "self", "strength": 2, "confidence_milli": 900, "text_id": f"t{days_ago}"}
    known |= {"span": f"t{days_ago}:1:3:lexicon"} | more
    return event("interest_read", days_ago, interest=key, stance=stance, **known)


def people_of(*owned: Sequence[FoldEvent], as_of: int = AS_OF, replays: Sequence[Replay] = ()) -> People:
    """One person p0, p1, … for each sequence of events."""
    folds = declared_folds()
    reducer = Reducer([fold for fold in folds if not isinstance(fold, Replay)])
    states: list[State] = []
    for events in owned:
        state: State = {}
        for each in events:
            reducer.step(state, each)
        states.append(state)
    wanted = {fold.name: fold for fold in (*folds, *replays) if isinstance(fold, Replay)}
    sorted_events = [sorted((e for e in events if e.occurred_at <= as_of), key=time_order) for events in owned]
    ids = [f"p{number}" for number in range(len(owned))]
    return People(
        ids, as_of, ZONE, rows_from_states(states, folds), run_replays(list(wanted.values()), sorted_events, as_of)
    )
