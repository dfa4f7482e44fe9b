"""The property that makes live and batch equal: aggregate and reducer of every declared fold give the same rows."""

from __future__ import annotations

import itertools

import ibis
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent, fold_event
from huaxiang.domain.instants import HOUR_US, Zone
from huaxiang.folds.aggregate import aggregate
from huaxiang.folds.base import Replay
from huaxiang.folds.declared import declared_folds
from huaxiang.folds.people import rows_from_states
from huaxiang.folds.reduce import Reducer, decode_state, encode_state

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
    reducer = Reducer([fold])  # type: ignore[list-item]
    states: dict[str, dict[str, dict[tuple[str, int], object]]] = {}
    for event in events:
        state = decode_state(encode_state(states.get(event.identity, {})))
        reducer.step(state, event)
        states[event.identity] = state
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
def test_aggregate_and_reducer_give_the_same_rows(fold, events, order) -> None:
    shuffled = list(events)
    order.shuffle(shuffled)
    assert batch_rows(fold, events) == live_rows(fold, shuffled)


@settings(max_examples=40, deadline=None)
@given(events=fold_events(), cut=st.integers(0, 30))
def test_a_person_is_the_merge_of_its_identities_however_they_are_grouped(events, cut) -> None:
    reducer = Reducer(DATA_FOLDS)
    states: list[dict] = []
    for part in (events[:cut], events[cut:]):
        state: dict = {}
        for event in part:
            reducer.step(state, event)
        states.append(state)
    whole: dict = {}
    for event in events:
        reducer.step(whole, event)
    for order in itertools.permutations(states):
        assert encode_state(reducer.merge(order)) == encode_state(whole)


def test_at_least_twelve_folds_are_declared() -> None:
    assert len(declared_folds()) >= 12
