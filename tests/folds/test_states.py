"""State as columns: what it holds of events, its bytes, and merging, compared with the plain reducer."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from fold_worlds import START, event
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.reducing import Reducer, State, bytes_of, rows_from_states, state_of

from huaxiang.domain.errors import ContractBroken
from huaxiang.domain.instants import HOUR_US
from huaxiang.folds.base import Count, Days, Latest, Where
from huaxiang.folds.partition import state_of_events
from huaxiang.folds.states import StateCodec, StateRows

DAY = START // (24 * HOUR_US)
FOLDS = (
    Count("orders", frozenset({"order_completed"}), value="amount_minor"),
    Count("first", frozenset(), value="occurred_at", how="min", is_by_day=False),
    Days("items", frozenset(), key=("item_id",), where=(Where("quantity", "known"),)),
    Latest("page", frozenset({"page_viewed"}), value="page"),
)
CODEC = StateCodec(FOLDS)


def reduced(*events: Any) -> State:
    state: State = {}
    reducer = Reducer(FOLDS)
    for each in events:
        reducer.step(state, each)
    return state


def stepped(*batches: tuple[Any, ...]) -> State:
    """State of one owner after batches, its bytes read and written at each."""
    data = bytes_of(FOLDS, {})
    for batch in batches:
        new = state_of_events(CODEC, list(batch), np.zeros(len(batch), dtype=np.int64), 1)
        data = CODEC.encode(CODEC.merge(CODEC.decode([data]), new))[0]
    return state_of(FOLDS, data)


def test_an_event_touches_only_the_folds_that_listen() -> None:
    assert stepped((event("page_viewed", 1, "e", page="home", item_id="i"),)) == {
        "first": {("", 0): START + HOUR_US},
        "page": {("", 0): (START + HOUR_US, "e", "home")},
    }


def test_sums_least_last_days_and_latest() -> None:
    happened = (
        event("order_completed", 30, amount_minor=5, item_id="i", quantity=1),
        event("order_completed", 26, amount_minor=-2, item_id="i", quantity=0),
        event("order_completed", 2, item_id="j", quantity=0),
        event("page_viewed", 3, "b", page="old"),
        event("page_viewed", 4, "a", page="new"),
    )
    state = stepped(happened[:2], happened[2:4], happened[4:])
    assert state["orders"] == {("", DAY + 1): 3}
    assert state["first"] == {("", 0): START + 2 * HOUR_US}
    assert state["items"] == {("i", 0): DAY + 1, ("j", 0): DAY}
    assert state["page"] == {("", 0): (START + 4 * HOUR_US, "a", "new")}


def test_of_equal_instants_the_greater_event_id_says_what_is_latest_then_the_greater_text() -> None:
    tied = [event("page_viewed", 4, "a", page="x"), event("page_viewed", 4, "b", page="m")]
    assert stepped((tied[1],), (tied[0],))["page"] == {("", 0): (START + 4 * HOUR_US, "b", "m")}
    same = [event("page_viewed", 4, "a", page="x"), event("page_viewed", 4, "a", page="y")]
    assert stepped((same[1],), (same[0],))["page"] == {("", 0): (START + 4 * HOUR_US, "a", "y")}


texts = st.text(max_size=3)
cells = st.dictionaries(st.tuples(texts, st.integers(-5, 5)), st.integers(-(2**60), 2**60), max_size=4)
days = st.dictionaries(st.tuples(texts, st.just(0)), st.integers(0, 9), max_size=4)
latest = st.dictionaries(st.tuples(texts, st.just(0)), st.tuples(st.integers(0, 9), texts, texts), max_size=4)
states = st.fixed_dictionaries({}, optional={"orders": cells, "first": days, "items": days, "page": latest}).map(
    lambda state: {name: rows for name, rows in state.items() if rows}
)


@given(st.lists(states, max_size=4))
def test_states_come_back_from_their_bytes_each_to_its_owner(held: list[State]) -> None:
    data = [bytes_of(FOLDS, state) for state in held]
    assert [state_of(FOLDS, each) for each in data] == held
    rows = CODEC.merge(CODEC.decode(data))
    assert CODEC.encode(rows) == data
    assert told(rows) == told(of_states(held))


@given(states)
def test_equal_states_have_equal_bytes_whatever_the_order_of_their_rows(state: State) -> None:
    rows = CODEC.decode([bytes_of(FOLDS, state)])
    turned = rows.at(np.arange(len(rows))[::-1])
    assert CODEC.encode(CODEC.merge(turned)) == [bytes_of(FOLDS, state)]


def of_states(held: list[State]) -> StateRows:
    return CODEC.merge(CODEC.of_folds(rows_from_states(held, CODEC.folds), len(held)))


def told(rows: StateRows) -> dict[str, Any]:
    return {
        name: (
            *(each.n_people, each.person.tolist(), each.bucket.tolist(), each.value.tolist()),
            *(list(each.keys), list(each.text), list(each.event_id)),
        )
        for name, each in CODEC.to_folds(rows).items()
    }


@settings(max_examples=200)
@given(st.lists(states, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_merging_is_what_the_reducer_says_whatever_the_order_and_the_grouping(held: list[State], order: Any) -> None:
    owner = np.array([order.randint(0, 2) for _ in held], dtype=np.int64)
    reducer = Reducer(FOLDS)
    people = [reducer.merge(state for state, own in zip(held, owner, strict=True) if own == p) for p in range(3)]
    want = told(of_states(people))
    parts = [of_states([state]).owned_by(owner[at : at + 1], 3) for at, state in enumerate(held)]
    order.shuffle(parts)
    assert told(CODEC.merge(*parts)) == want
    cut = order.randint(0, len(parts))
    halves = [CODEC.merge(*half) for half in (parts[:cut], parts[cut:]) if half]
    assert told(CODEC.merge(*halves)) == want


def test_rows_of_who_is_not_wanted_are_left_out() -> None:
    rows = of_states([{"orders": {("", 1): 2}}, {"orders": {("", 1): 3}}])
    assert told(rows.owned_by(np.array([-1, 0]), 1)) == told(of_states([{"orders": {("", 1): 3}}]))


def test_a_fold_that_is_no_more_is_left_out_and_a_new_one_has_no_rows() -> None:
    data = bytes_of(FOLDS, {"orders": {("", 1): 2}, "page": {("", 0): (7, "e", "home")}})
    other = StateCodec([FOLDS[3], Count("new", frozenset())])
    folded = other.to_folds(other.merge(other.decode([data])))
    assert sorted(folded) == ["new", "page"]
    assert (len(folded["new"]), list(folded["page"].text)) == (0, ["home"])


def test_two_folds_of_one_mark_are_refused() -> None:
    with pytest.raises(ContractBroken, match="rename one of them"):
        StateCodec([FOLDS[0], FOLDS[0]])
