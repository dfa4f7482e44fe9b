from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pytest

from huaxiang.domain.events import FoldEvent, fold_event, time_order
from huaxiang.domain.ids import person_id
from huaxiang.domain.instants import DAY_US, HOUR_US, Zone
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import People, rows_from_states
from huaxiang.folds.reduce import Reducer, State

ZONE = Zone("Asia/Shanghai")
AS_OF = 20_000 * DAY_US + 12 * HOUR_US
PeopleOf = Callable[[Mapping[str, Sequence[FoldEvent]]], People]


def people_of(events: Mapping[str, Sequence[FoldEvent]]) -> People:
    """A batch of people from their events, as live state gives it."""
    folds = declared_folds()
    reducer = Reducer([fold for fold in folds if not isinstance(fold, Replay)])
    states: list[State] = []
    for own in events.values():
        state: State = {}
        for event in own:
            reducer.step(state, event)
        states.append(state)
    replays = {}
    for fold in folds:
        if isinstance(fold, Replay):
            replays[fold.name] = [
                fold.run(
                    sorted((e for e in own if e.occurred_at > AS_OF - fold.window_us), key=time_order), AS_OF
                )
                for own in events.values()
            ]
    ids = [person_id(identity) for identity in events]
    return People(ids, AS_OF, ZONE, rows_from_states(states, folds), replays)


def event(name: str, days_ago: float, **columns: object) -> FoldEvent:
    """An event so many days before as_of."""
    at = AS_OF - round(days_ago * DAY_US)
    columns.setdefault("event_id", f"{name}-{days_ago}-{sorted(columns.items())}")
    return fold_event(local=ZONE, occurred_at=at, identity="member_no:1", name=name, **columns)


def order(order_id: str, days_ago: float, yuan: int, **columns: object) -> FoldEvent:
    """A paid order."""
    return event("order_completed", days_ago, order_id=order_id, amount_minor=yuan * 100, **columns)


@pytest.fixture
def make_people() -> PeopleOf:
    return people_of


@pytest.fixture
def make_event() -> Callable[..., FoldEvent]:
    return event


@pytest.fixture
def make_order() -> Callable[..., FoldEvent]:
    return order
