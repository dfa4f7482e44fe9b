"""The property that makes live and batch equal: aggregate, live state and reducer of every fold give the same rows."""

from __future__ import annotations

import ibis
import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reducing import Reducer, rows_from_states

from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent, fold_event
from huaxiang.domain.instants import HOUR_US, Zone
from huaxiang.folds.aggregate import aggregate
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.partition import state_of_events
from huaxiang.folds.states import StateCodec

ZONE = Zone("Asia/Shanghai")
START = 1_762_000_000_000_000
DATA_FOLDS = [fold for fold in declared_folds() if not isinstance(fold, Replay)]
NAMES = [*sorted(set().union(*(fold.events for fold in DATA_FOLDS))), "something_else"]
words = st.sampled_from(["a", "b", "美妆"])
maybe = st.one_of(st.none(), words)
numbers = st.one_of(st.none(), st.integers(-5, 5_000_000))


@st.composite
def one_event(draw: st.DrawFn) -> FoldEvent:
    texts = ("item_id", "order_id", "channel", "device", "zone", "l1", "l2", "l3", "brand")
    texts += ("property", "value", "interest", "coupon_id", "text_id", "span", "page")
    return fold_event(
        local=ZONE,
        occurred_at=START + draw(st.integers(0, 400)) * HOUR_US,
        identity=draw(st.sampled_from(["member_no:1", "member_no:2", "cookie:x"])),
        event_id="",
        name=draw(st.sampled_from(NAMES)),
        **{name: draw(maybe) for name in texts},
        **{name: draw(numbers) for name in ("quantity", "amount_minor", "dwell_ms", "discount_minor")},
        strength=draw(st.one_of(st.none(), st.integers(1, 3))),
        confidence_milli=draw(st.one_of(st.none(), st.integers(0, 1000))),
        stance=draw(st.one_of(st.none(), st.sampled_from(["prefer", "avoid"]))),
        owner=draw(st.one_of(st.none(), st.sampled_from(["self", "other"]))),
    )


def numbered(events: list[FoldEvent]) -> list[FoldEvent]:
    for number, event in enumerate(events):
        event.event_id = f"e{number:03d}"
    return events


def fold_events() -> st.SearchStrategy[list[FoldEvent]]:
    return st.lists(one_event(), max_size=30).map(numbered)


def batch_rows(fold: object, events: list[FoldEvent]) -> set[tuple[object, ...]]:
    columns = {name: [getattr(e, name) for e in events] for name in FOLD_SCHEMA.names}
    table = ibis.memtable(pa.table(columns, schema=FOLD_SCHEMA))
    rows = aggregate(fold, table).to_pyarrow().to_pylist()  # type: ignore[arg-type]
    return {(r["identity"], r["key"], r["bucket"], r["value"], r["text"], r["event_id"]) for r in rows}


def live_rows(fold: object, events: list[FoldEvent]) -> set[tuple[object, ...]]:
    """Rows after each event came alone, the state of its identity read from bytes and written again."""
    codec = StateCodec([fold])  # type: ignore[list-item]
    states: dict[str, bytes] = {}
    for event in events:
        held = [states[event.identity]] if event.identity in states else []
        new = state_of_events(codec, [event], np.zeros(1, dtype=np.int64), 1)
        old = codec.decode(held).owned_by(np.zeros(len(held), dtype=np.int64), 1)
        states[event.identity] = codec.encode(codec.merge(old, new))[0]
    identities = sorted(states)
    rows = codec.to_folds(codec.merge(codec.decode([states[i] for i in identities])))[fold.name]  # type: ignore[attr-defined]
    return {
        (identities[int(p)], k, int(b), int(v), t, e)
        for p, k, b, v, t, e in zip(
            rows.person, rows.keys, rows.bucket, rows.value, rows.text, rows.event_id, strict=True
        )
    }


def reduced_rows(fold: object, events: list[FoldEvent]) -> set[tuple[object, ...]]:
    reducer = Reducer([fold])  # type: ignore[list-item]
    states: dict[str, dict[str, dict[tuple[str, int], object]]] = {}
    for event in events:
        reducer.step(states.setdefault(event.identity, {}), event)
    identities = sorted(states)
    rows = rows_from_states([states[i] for i in identities], [fold])[fold.name]  # type: ignore[attr-defined]
    return {
        (identities[int(p)], k, int(b), int(v), t, e)
        for p, k, b, v, t, e in zip(
            rows.person, rows.keys, rows.bucket, rows.value, rows.text, rows.event_id, strict=True
        )
    }


@pytest.mark.parametrize("fold", DATA_FOLDS, ids=lambda fold: fold.name)
@settings(max_examples=10, deadline=None)
@given(events=fold_events(), order=st.randoms(use_true_random=False))
def test_aggregate_live_state_and_reducer_give_the_same_rows(fold, events, order) -> None:
    shuffled = list(events)
    order.shuffle(shuffled)
    assert batch_rows(fold, events) == live_rows(fold, shuffled) == reduced_rows(fold, events)


def test_at_least_twelve_folds_are_declared() -> None:
    assert len(declared_folds()) >= 12
