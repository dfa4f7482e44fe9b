from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.build.worlds import rows

from huaxiang.build.catalogue_items import fold_items
from huaxiang.build.folding import FoldInputs, _reading_rows, fold_lake, person_rows
from huaxiang.build.texts import READINGS_SCHEMA
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent, fold_event
from huaxiang.domain.instants import HOUR_US, Zone
from huaxiang.domain.readings import TextReading, reading_event, reading_id
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.base import Count, Days, Latest, Replay
from huaxiang.folds.people import ROW_SCHEMA, rows_from_states
from huaxiang.folds.reduce import Reducer, State

ZONE = Zone("Asia/Shanghai")
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


def identity_rows(fold: Any, states: dict[str, State], owner: dict[str, int]) -> pa.Table:
    """State rows of identities as the lake holds them, sorted by person."""
    found = []
    for identity, state in states.items():
        each = rows_from_states([state], [fold])[fold.name]
        cells = zip(each.keys, each.bucket.tolist(), each.value.tolist(), each.text, each.event_id, strict=True)
        found += [(owner[identity], *cell) for cell in cells]
    found.sort(key=lambda row: (row[0], row[1], row[2], row[5] or "", row[4] or ""))
    columns = list(zip(*found, strict=True)) or [()] * len(ROW_SCHEMA)
    return pa.table([pa.array(c, f.type) for c, f in zip(columns, ROW_SCHEMA, strict=True)], schema=ROW_SCHEMA)


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
    table = identity_rows(fold, states, {name: person + 100 for name, person in owner.items()})
    batch = person_rows(fold, table, 100, 3)
    for name in ("person", "bucket", "value"):
        assert getattr(batch, name).tolist() == getattr(live, name).tolist(), name
    assert (batch.keys, batch.text, batch.event_id) == (live.keys, live.text, live.event_id)
    assert batch.n_people == 3


words = st.text(alphabet="abc:美", min_size=1, max_size=4)
readings = st.lists(
    st.builds(
        TextReading,
        words,
        st.sampled_from(["prefer", "avoid"]),
        st.sampled_from(["self", "other"]),
        st.integers(1, 3),
        st.integers(0, 1000),
        st.integers(0, 9),
        st.integers(9, 20),
        st.just("lexicon"),
    ),
    max_size=4,
    unique_by=lambda each: (each.tag_key, each.start, each.end, each.stance, each.owner),
)


@settings(max_examples=25)
@given(st.dictionaries(st.sampled_from(["t1", "t2", "t3"]), readings), st.integers(0, 2000))
def test_readings_in_bulk_are_those_of_one_text_at_a_time(found: dict[str, list[TextReading]], hours: int) -> None:
    written = [
        fold_event(
            local=ZONE,
            occurred_at=START + hours * HOUR_US,
            identity=f"cookie:{text}",
            event_id=text,
            name="x",
            text_id=own,
        )
        for text, own in [("t1", "t1"), ("t2", "t2"), ("t3", None)]
    ]
    expected = [
        reading_event(event, event.text_id, reading)
        for event in written
        if event.text_id is not None
        for reading in found.get(event.text_id, [])
    ]
    bulk = [
        {**{name: getattr(each, name) for name in READINGS_SCHEMA.names if hasattr(each, name)}, "text_id": text}
        | {"event_id": reading_id(text, each)}
        for text, some in found.items()
        for each in some
    ]
    columns = {name: [getattr(event, name) for event in written] for name in FOLD_SCHEMA.names}
    table = _reading_rows(
        ibis.memtable(pa.table(columns, schema=FOLD_SCHEMA)),
        ibis.memtable(pa.Table.from_pylist(bulk, schema=READINGS_SCHEMA)),
    )
    made = [FoldEvent(*row.values()) for row in table.to_pyarrow().to_pylist()]
    assert sorted(made, key=lambda each: each.event_id) == sorted(expected, key=lambda each: each.event_id)


def names_of(events: Sequence[FoldEvent], _: int) -> tuple[str, ...]:
    return tuple(event.event_id for event in events)


REPLAY = Replay("names", frozenset(), 10 * HOUR_US, names_of)


def test_a_lake_is_folded_by_person_with_recent_events_and_nothing_after_as_of(lake: Lake, session: Session) -> None:
    def view(event_id: str, hours: int, identity: str, **columns: Any) -> dict[str, Any]:
        return {
            "event_id": event_id,
            "name": "product_viewed",
            "occurred_at": START + hours * HOUR_US,
            "namespace": "cookie",
            "identity": identity,
            "properties": "{}",
            **columns,
        }

    lake.write(
        "events",
        rows(
            "events",
            view("e1", 1, "a", item_id="i1"),
            view("e2", 15, "b", properties='{"l1": "own"}', text_id="t1"),
            view("e3", 16, "c"),
            view("e4", 99, "a", item_id="i1"),
        ),
    )
    owners = {"cookie:a": "p_1", "cookie:b": "p_1", "cookie:c": "p_2", "cookie:d": "p_3"}
    identities = rows("identities", *({"identity": name, "person_id": person} for name, person in owners.items()))
    reading = {"event_id": "r1", "text_id": "t1", "tag_key": "interest.x", "stance": "prefer", "owner": "self"}
    reading |= {"strength": 2, "confidence_milli": 5, "start": 0, "end": 1, "level": "lexicon"}
    inputs = FoldInputs(
        fold_items([]),
        pa.Table.from_pylist([reading], schema=READINGS_SCHEMA),
        identities,
        lambda levels: (levels[0], levels[0], levels[0]),
        (*FOLDS, REPLAY),
    )
    folded = fold_lake(lake, session, inputs, replays=[REPLAY], zone=ZONE, as_of=START + 20 * HOUR_US)
    assert folded.ids == ["p_1", "p_2", "p_3"]
    (batch,) = folded.batches()
    assert batch.people.ids == ["p_1", "p_2", "p_3"]
    assert batch.people.replays["names"] == [("e2", "r1"), ("e3",), ()]
    assert [[event.event_id for event in own] for own in batch.recent] == [["e2", "r1"], ["e3"], []]
    counted = batch.people.folds["n"]
    assert (counted.person.tolist(), counted.keys, counted.value.tolist()) == ([0], ["own"], [1])
    assert batch.states["n"]["identity"].to_pylist() == ["cookie:b"]
