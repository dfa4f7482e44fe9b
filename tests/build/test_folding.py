from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow as pa
import pytest
from tests.build.worlds import rows

from huaxiang.build import folding
from huaxiang.build.catalogue_items import fold_items
from huaxiang.build.folding import Folding, FoldInputs, fold_lake
from huaxiang.build.texts import READINGS_SCHEMA
from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import HOUR_US, Zone
from huaxiang.engines.base import Session
from huaxiang.engines.lake import Lake
from huaxiang.folds.base import Count, Days, Latest, Replay
from huaxiang.folds.vectors import fold_rows

ZONE = Zone("Asia/Shanghai")
START = 20_000 * 24 * HOUR_US
FOLDS = (
    Count("n", frozenset(), key=("l1",)),
    Count("least", frozenset(), value="amount_minor", how="min", is_by_day=False),
    Count("most", frozenset(), value="amount_minor", how="max"),
    Days("days", frozenset(), key=("l1",)),
    Latest("page", frozenset(), value="page", key=("l1",)),
)


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
    )
    folded = fold_lake(lake, session, inputs, Folding(FOLDS, [REPLAY], ZONE, START + 20 * HOUR_US))
    assert folded.ids == ["p_1", "p_2", "p_3"]
    (batch,) = folded.batches()
    assert batch.people.ids == ["p_1", "p_2", "p_3"]
    assert batch.people.replays["names"] == [("e2", "r1"), ("e3",), ()]
    assert [[event.event_id for event in own] for own in batch.recent] == [["e2", "r1"], ["e3"], []]
    counted = batch.people.folds["n"]
    assert (counted.person.tolist(), counted.keys, counted.value.tolist()) == ([0], ["own"], [1])
    stored = fold_rows(FOLDS[0], batch.events)
    assert [batch.identities[owner] for owner in stored.person.tolist()] == ["cookie:b"]


def test_many_people_are_parted_and_nobody_is_lost(
    lake: Lake, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folding, "_LEAST_PEOPLE", 2)
    monkeypatch.setattr(folding, "_BATCH_EVENTS", 2)
    monkeypatch.setattr(folding, "_PART_EVENTS", 11)
    event = {"name": "product_viewed", "namespace": "cookie", "properties": "{}", "page": "home"}
    happened = [
        event | {"event_id": f"e{n}", "occurred_at": START + 15 * HOUR_US + n, "identity": f"{n % 5}"}
        for n in range(20)
        if n % 5 != 3
    ]
    lake.write("events", rows("events", *happened))
    identities = rows("identities", *({"identity": f"cookie:{n}", "person_id": f"p_{n}"} for n in range(6)))
    nothing = READINGS_SCHEMA.empty_table()
    inputs = FoldInputs(fold_items([]), nothing, identities, lambda levels: levels)
    folded = fold_lake(lake, session, inputs, Folding(FOLDS, [REPLAY], ZONE, START + 20 * HOUR_US))
    batches = list(folded.batches())
    assert [(batch.first, list(batch.people.ids)) for batch in batches] == [
        (0, ["p_0", "p_1"]),
        (2, ["p_2", "p_3"]),
        (4, ["p_4", "p_5"]),
    ]
    heard = [own for batch in batches for own in batch.people.replays["names"]]
    assert [len(own) for own in heard] == [4, 4, 4, 0, 4, 0]
    heard = folded.each(lambda batch: (batch.first, batch.people.replays["names"]))
    assert [(first, [len(own) for own in names]) for first, names in heard] == [(0, [4, 4]), (2, [4, 0]), (4, [4, 0])]
    assert lake.count("fold_events") == 16
