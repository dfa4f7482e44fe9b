from __future__ import annotations

import pickle
from typing import Any

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.build.worlds import rows

from huaxiang.build.catalogue_items import fold_items
from huaxiang.build.fold_events import MakeFoldEvents, paths_of, reading_rows
from huaxiang.build.texts import READINGS_SCHEMA
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent, fold_event
from huaxiang.domain.instants import HOUR_US, Zone
from huaxiang.domain.readings import TextReading, reading_event, reading_id
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake

ZONE = Zone("Asia/Shanghai")
START = 20_000 * 24 * HOUR_US
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
    table = reading_rows(
        ibis.memtable(pa.table(columns, schema=FOLD_SCHEMA)),
        ibis.memtable(pa.Table.from_pylist(bulk, schema=READINGS_SCHEMA)),
    )
    made = [FoldEvent(*row.values()) for row in table.to_pyarrow().to_pylist()]
    assert sorted(made, key=lambda each: each.event_id) == sorted(expected, key=lambda each: each.event_id)


def happened(event_id: str, hours: int, **columns: Any) -> dict[str, Any]:
    when = {"event_id": event_id, "name": "product_viewed", "occurred_at": START + hours * HOUR_US}
    return when | {"namespace": "cookie", "identity": "a", "properties": "{}", **columns}


def test_events_and_their_readings_are_made_up_to_as_of_wherever_it_is_done(lake: Lake, session: Session) -> None:
    events = rows(
        "events",
        happened("e1", 1, properties='{"l1": "own"}'),
        happened("e2", 2, text_id="t1"),
        happened("e3", 9, properties='{"l1": "later"}'),
        happened("e4", 3, identity=None),
    )
    lake.write("events", events)
    asked: list[Any] = []
    paths = paths_of(
        lake, session, lambda path: asked.append(path) or ("own-slug", None, None), as_of=START + 5 * HOUR_US
    )
    assert asked == [("own", None, None)]
    reading = {"event_id": "r1", "text_id": "t1", "tag_key": "interest.x", "stance": "prefer", "owner": "self"}
    reading |= {"strength": 2, "confidence_milli": 5, "start": 0, "end": 1, "level": "lexicon"}
    readings = pa.Table.from_pylist([reading], schema=READINGS_SCHEMA)
    make = MakeFoldEvents(fold_items([]), paths, readings, ZONE, START + 5 * HOUR_US)
    sent = pickle.loads(pickle.dumps(make))
    for maker in (make, sent):
        made = session.collect(maker(session, lake.scan("events", session)))
        assert made.schema.names == FOLD_SCHEMA.names
        found = {(row["event_id"], row["name"], row["l1"], row["interest"]) for row in made.to_pylist()}
        assert found == {
            ("e1", "product_viewed", "own-slug", None),
            ("e2", "product_viewed", None, None),
            ("r1", "interest_read", None, "interest.x"),
        }
