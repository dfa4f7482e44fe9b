from __future__ import annotations

from typing import Any

from fold_worlds import START, event
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.instants import HOUR_US
from huaxiang.folds.base import Count, Days, Latest, Where
from huaxiang.folds.reduce import Reducer, State, decode_state, encode_state, merge_states

DAY = START // (24 * HOUR_US)
FOLDS = (
    Count("orders", frozenset({"order_completed"}), value="amount_minor"),
    Count("first", frozenset(), value="occurred_at", how="min", is_by_day=False),
    Days("items", frozenset(), key=("item_id",), where=(Where("quantity", "known"),)),
    Latest("page", frozenset({"page_viewed"}), value="page"),
)


def reduced(*events: Any) -> State:
    state: State = {}
    reducer = Reducer(FOLDS)
    for each in events:
        reducer.step(state, each)
    return state


def test_an_event_touches_only_the_folds_that_listen() -> None:
    assert reduced(event("page_viewed", 1, "e", page="home", item_id="i")) == {
        "first": {("", 0): START + HOUR_US},
        "page": {("", 0): (START + HOUR_US, "e", "home")},
    }


def test_sums_least_last_days_and_latest() -> None:
    state = reduced(
        event("order_completed", 30, amount_minor=5, item_id="i", quantity=1),
        event("order_completed", 26, amount_minor=-2, item_id="i", quantity=0),
        event("order_completed", 2, item_id="j", quantity=0),
        event("page_viewed", 3, "b", page="old"),
        event("page_viewed", 4, "a", page="new"),
    )
    assert state["orders"] == {("", DAY + 1): 3}
    assert state["first"] == {("", 0): START + 2 * HOUR_US}
    assert state["items"] == {("i", 0): DAY + 1, ("j", 0): DAY}
    assert state["page"] == {("", 0): (START + 4 * HOUR_US, "a", "new")}


cells = st.dictionaries(st.tuples(st.text(max_size=3), st.integers(-5, 5)), st.integers(-9, 9), max_size=4)
latest = st.dictionaries(
    st.tuples(st.text(max_size=3), st.just(0)), st.tuples(st.integers(0, 9), st.text(max_size=2), st.text(max_size=2))
)
states = st.fixed_dictionaries({}, optional={"orders": cells, "first": cells, "page": latest})


@given(states)
def test_a_state_comes_back_from_its_bytes(state: State) -> None:
    assert decode_state(encode_state(state)) == state


@given(states)
def test_equal_states_have_equal_bytes_whatever_the_order_of_their_rows(state: State) -> None:
    turned = {name: dict(reversed(rows.items())) for name, rows in reversed(state.items())}
    assert encode_state(turned) == encode_state(state)


@given(states, states, states)
def test_merging_is_commutative_and_associative_with_the_empty_state_as_nothing(a: State, b: State, c: State) -> None:
    merge = Reducer(FOLDS).merge

    def same(one: State, two: State) -> bool:
        return encode_state(one) == encode_state(two)

    assert same(merge([a, b]), merge([b, a]))
    assert same(merge([merge([a, b]), c]), merge([a, merge([b, c])]))
    assert same(merge([a, {}]), merge([a]))


def test_merging_changes_no_argument_and_drops_folds_that_are_no_more() -> None:
    one: State = {"orders": {("", 1): 2}, "gone": {("", 1): 2}}
    two: State = {"orders": {("", 1): 3}}
    assert merge_states([one, two], {"orders": lambda a, b: a + b}) == {"orders": {("", 1): 5}}
    assert one["orders"] == {("", 1): 2}
