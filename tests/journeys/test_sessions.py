from __future__ import annotations

import ibis
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st
from test_transitions import AS_OF, SCHEMA, Row

from huaxiang.domain.events import FoldEvent
from huaxiang.domain.instants import MINUTE_US, day_of
from huaxiang.domain.tables import table
from huaxiang.folds.library.sessions import FOLD
from huaxiang.journeys.sessions import sessions


def row(person: str | None, name: str, minutes: int) -> Row:
    at = AS_OF - 1000 * MINUTE_US + minutes * MINUTE_US
    return {"person_id": person, "event_id": f"e{minutes}", "name": name, "occurred_at": at, "l1": None}


def found(rows: list[Row]) -> list[Row]:
    answer = sessions(ibis.memtable(pa.Table.from_pylist(rows, schema=SCHEMA)), AS_OF).to_pyarrow()
    return sorted(table("sessions").check(answer).to_pylist(), key=lambda each: (each["person_id"], each["started_at"]))


def test_more_than_thirty_minutes_of_silence_end_a_session() -> None:
    rows = [row("a", "product_viewed", 0), row("a", "product_added", 30), row("a", "order_completed", 61)]
    first, second = found(rows)
    assert (first["n_events"], first["n_views"], first["has_cart"], first["has_order"]) == (2, 1, True, False)
    assert first["ended_at"] - first["started_at"] == 30 * MINUTE_US
    assert (second["n_events"], second["n_views"], second["has_cart"], second["has_order"]) == (1, 0, False, True)


def test_messages_traits_nobody_and_the_future_make_no_session() -> None:
    rows = [row("a", "email_opened", 0), row("a", "trait_set", 1), row(None, "product_viewed", 2)]
    assert found([*rows, row("a", "product_viewed", 1001)]) == []


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.builds(
            row, st.just("a"), st.sampled_from(["product_viewed", "product_added", "trait_set"]), st.integers(0, 1000)
        ),
        max_size=25,
    )
)
def test_sessions_are_those_that_the_fold_counts(rows: list[Row]) -> None:
    events = [
        FoldEvent(
            identity="x:1",
            event_id=each["event_id"],
            name=each["name"],
            occurred_at=each["occurred_at"],
            day=day_of(each["occurred_at"]),
            local_day=0,
            local_hour=0,
        )
        for each in rows
    ]
    n_sessions, n_bounces, n_events, *_ = FOLD.run(sorted(events, key=lambda event: event.occurred_at), AS_OF)
    answer = found(rows)
    assert len(answer) == n_sessions
    assert sum(each["n_events"] == 1 for each in answer) == n_bounces
    assert sum(each["n_events"] for each in answer) == n_events
