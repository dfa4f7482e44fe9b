from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pytest
from tests.reducing import Reducer, State, rows_from_states

from huaxiang.domain.events import FoldEvent, fold_event, time_order
from huaxiang.domain.ids import person_id
from huaxiang.domain.instants import DAY_US, HOUR_US, Zone
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import People
from huaxiang.segments.settings import SegmentSettings
from huaxiang.segments.stage import FitContext, fit_stage

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
                fold.run(sorted((e for e in own if e.occurred_at > AS_OF - fold.window_us), key=time_order), AS_OF)
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


FAST = SegmentSettings(n_segments=4, n_refits=10, n_held_out=4)


def fit(features, ids, settings=FAST, **given):
    return fit_stage(features, ids, settings=settings, seed=1, as_of=1_000, context=FitContext(**given))


def bare_people(ids) -> People:
    return People(ids, 1_000, ZONE, {}, {})


@pytest.fixture(name="fit", scope="session")
def fit_fixture():
    return fit


@pytest.fixture(name="people", scope="session")
def people_fixture():
    return bare_people


@pytest.fixture(scope="session")
def fitted():
    """Four kinds of people told apart by four features: features, ids, kind, model, report."""
    rng = np.random.default_rng(5)
    kind = rng.integers(4, size=600)
    noise = rng.normal(0, 0.25, size=(600, 4))
    features = {
        "orders_180d": np.round(np.exp(np.where(kind == 0, 4.0, 1.0) + noise[:, 0])),
        "average_order_value": np.exp(np.where(kind == 1, 7.0, 4.0) + noise[:, 1]),
        "night_coefficient": np.clip(np.where(kind == 2, 0.7, 0.1) + noise[:, 2] / 4, 0, 1),
        "days_since_last_order": np.round(np.where(kind == 3, 120.0, 10.0) * np.exp(noise[:, 3])),
    }
    ids = [person_id(f"member_no:{number}") for number in range(600)]
    return (features, ids, kind, *fit(features, ids))


@pytest.fixture(scope="session")
def clouded():
    """1,500 people of five kinds that differ a little in each of 24 features: features and model along axes."""
    rng = np.random.default_rng(9)
    kind = rng.integers(5, size=1_500)
    middles = rng.normal(0.0, 1.2, (5, 24))
    values = middles[kind] + rng.normal(0.0, 1.0, (1_500, 24))
    features = {f"own_{at:02d}": np.exp(values[:, at]) for at in range(24)}
    ids = [person_id(f"member_no:{number}") for number in range(1_500)]
    return features, fit(features, ids, SegmentSettings(n_segments=5, n_refits=10, n_held_out=4))[0]
