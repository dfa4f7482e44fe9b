from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from fold_worlds import ZONE
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reducing import Reducer, rows_from_states

from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent, fold_event
from huaxiang.domain.instants import HOUR_US
from huaxiang.folds.base import Count, Days, Latest, Replay
from huaxiang.folds.partition import Partition, people_of_events, recent_events

START = 20_000 * 24 * HOUR_US
FOLDS = (
    Count("n", frozenset(), key=("l1",)),
    Count("least", frozenset(), value="amount_minor", how="min", is_by_day=False),
    Count("most", frozenset(), value="amount_minor", how="max"),
    Days("days", frozenset(), key=("l1",)),
    Latest("page", frozenset(), value="page", key=("l1",)),
)
IDENTITIES = ["member_no:1", "member_no:2", "cookie:a", "cookie:b"]
events = st.lists(
    st.builds(
        lambda hours, number, **columns: fold_event(
            local=ZONE, occurred_at=START + hours * HOUR_US, event_id=f"e{number}", name="x", **columns
        ),
        st.integers(0, 60),
        st.integers(0, 5),
        identity=st.sampled_from(IDENTITIES),
        l1=st.sampled_from([None, "a", "美"]),
        page=st.sampled_from([None, "home", "cart"]),
        amount_minor=st.one_of(st.none(), st.integers(-9, 9)),
    ),
    max_size=25,
)


def table_of(happened: list[FoldEvent]) -> pa.Table:
    return pa.table({n: [getattr(each, n) for each in happened] for n in FOLD_SCHEMA.names}, schema=FOLD_SCHEMA)


@pytest.mark.parametrize("fold", FOLDS, ids=lambda fold: fold.name)
@settings(max_examples=40)
@given(happened=events, owners=st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_rows_of_people_are_those_of_their_merged_states(
    fold: Any, happened: list[FoldEvent], owners: list[int]
) -> None:
    reducer, states = Reducer(FOLDS), {identity: {} for identity in IDENTITIES}
    owner = dict(zip(IDENTITIES, owners, strict=True))
    for each in happened:
        reducer.step(states[each.identity], each)
    merged = [reducer.merge(states[name] for name in IDENTITIES if owner[name] == person) for person in range(3)]
    live = rows_from_states(merged, [fold])[fold.name]
    person = np.array([owner[each.identity] for each in happened], dtype=np.int64)
    partition = Partition(["p0", "p1", "p2"], table_of(happened), person)
    batch = people_of_events(partition, [fold], as_of=START + 99 * HOUR_US, zone=ZONE).people.folds[fold.name]
    for name in ("person", "bucket", "value"):
        assert getattr(batch, name).tolist() == getattr(live, name).tolist(), name
    assert (batch.keys, batch.text, batch.event_id) == (live.keys, live.text, live.event_id)
    assert batch.n_people == 3


def test_a_replay_hears_the_events_of_its_window_in_order() -> None:
    replay = Replay("names", frozenset({"x"}), 10 * HOUR_US, lambda heard, _: tuple(e.event_id for e in heard))
    at = [(15, "b", "x"), (15, "a", "x"), (12, "c", "x"), (9, "old", "x"), (16, "d", "y")]
    happened = [
        fold_event(local=ZONE, occurred_at=START + h * HOUR_US, identity="cookie:a", event_id=n, name=name, page="home")
        for h, n, name in at
    ]
    partition = Partition(["p0", "p1"], table_of(happened), np.ones(5, dtype=np.int64))
    as_of = START + 20 * HOUR_US
    people = people_of_events(partition, [replay], as_of=as_of, zone=ZONE).people
    assert people.replays == {"names": [(), ("c", "a", "b")]}
    dictionaries = partition.events.set_column(
        FOLD_SCHEMA.names.index("page"), "page", partition.events["page"].dictionary_encode()
    )
    coded = Partition(partition.ids, dictionaries, partition.person)
    assert recent_events(coded, [replay], as_of=as_of) == recent_events(partition, [replay], as_of=as_of)
    assert recent_events(partition, [], as_of=as_of) == [[], []]
