from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.live.worlds import START, a_kit, a_store, an_event
from tests.reducing import state_of

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.instants import DAY_US, HOUR_US
from huaxiang.domain.profiles import Item
from huaxiang.domain.readings import TextReading
from huaxiang.domain.tags import Change
from huaxiang.live.step import Stepper
from huaxiang.stores.base import Store, Update
from huaxiang.tags.feed import FIELDS, replay_feed

KIT = a_kit()
LATE = START + 90 * HOUR_US


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path / "store")


def step(store: Store, *events: AcceptedEvent, kit: Any = KIT) -> Update:
    meta = store.meta()
    batch = list(enumerate(events, start=meta.log_seq + 1))
    newest = max((event.occurred_at for event in events), default=0)
    update = Stepper(store, kit).step(batch, as_of=max(meta.as_of, newest))
    store.apply(update)
    return update


def settle(store: Store, as_of: int = LATE) -> None:
    while (update := Stepper(store, KIT).timers(as_of=as_of)) is not None:
        store.apply(update)


def held(store: Store) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (profile.person_id, tag.tag_key): {name: getattr(tag, name) for name in FIELDS}
        for profile in store.profiles()
        for tag in profile.tags
    }


def feed(store: Store) -> list[Change]:
    return store.changes(0, limit=10**6)


def paid(hours: float, *identities: str, order: str = "o1", **columns: Any) -> AcceptedEvent:
    return an_event("order_completed", hours, *identities, order_id=order, amount_minor=9900, **columns)


def test_a_first_order_makes_a_person_with_tags_that_name_their_cause(store: Store) -> None:
    update = step(store, paid(1, "member_no:1", event_id="e1"))
    (profile,) = store.profiles()
    assert profile.origin == "live"
    assert [tag.tag_key for tag in profile.tags]
    assert {change.cause for change in update.changes} == {"event:e1"}
    assert {change.field for change in update.changes} == {"*"}
    assert store.meta().log_seq == 1


def test_only_what_changed_is_in_the_update(store: Store) -> None:
    step(store, paid(1, "member_no:1"), paid(1, "member_no:2"))
    before = held(store)
    update = step(store, paid(2, "member_no:1", order="o2"))
    assert [profile.person_id for profile in update.profiles] == [store.people_of("member_no:1")[0]]
    assert [state.identity for state in update.states] == ["member_no:1"]
    after = held(store)
    differing = {
        (*key, name) for key in before.keys() & after.keys() for name in FIELDS if before[key][name] != after[key][name]
    }
    fields = {(change.person_id, change.tag_key, change.field) for change in update.changes if change.field != "*"}
    assert fields == differing
    assert all(change.old != change.new for change in update.changes)


def test_an_event_that_changes_no_tag_writes_no_change(store: Store) -> None:
    step(store, an_event("page_viewed", 1, "member_no:1"))
    update = step(store, an_event("page_viewed", 1.1, "member_no:1"))
    assert update.changes == []


def test_a_late_event_says_so(store: Store) -> None:
    step(store, an_event("page_viewed", 5, "member_no:2"))
    update = step(store, paid(1, "member_no:1", event_id="late"))
    assert {change.cause for change in update.changes} == {"late_event:late"}


def test_a_link_merges_two_people_into_one_and_the_old_id_leads_to_the_new(store: Store) -> None:
    step(store, paid(1, "member_no:1"), an_event("product_viewed", 2, "cookie:c", item_id="i"))
    (old,), (new,) = store.people_of("cookie:c"), store.people_of("member_no:1")
    update = step(store, an_event("login", 3, "member_no:1", "cookie:c", event_id="link"))
    assert update.removed == [old]
    assert store.merges() == [(old, new, "event:link", START + 3 * HOUR_US)]
    assert store.people_of(old) == store.people_of("cookie:c") == [new]
    assert {change.cause for change in update.changes} <= {"merge:link"}
    assert store.count() == 1


def test_the_second_identity_of_an_event_gets_its_person_from_that_event(store: Store) -> None:
    step(store, paid(1, "member_no:1", "device_id:d"))
    update = step(store, paid(2, "member_no:2", "device_id:d", order="o2", event_id="shared"))
    assert {change.cause for change in update.changes} <= {"event:shared"}
    assert store.count() == 2


def test_an_event_without_identity_moves_the_position_alone(store: Store) -> None:
    update = step(store, an_event("page_viewed", 1))
    assert (update.profiles, update.states, update.changes) == ([], [], [])
    assert store.meta().log_seq == 1


READING = TextReading("interest.beauty.mask", "prefer", "self", 2, 640, 0, 2, "lexicon")


def test_texts_are_read_with_their_item_and_product_pages_are_not(store: Store) -> None:
    asked = []

    def read(text: str, kind: str, context: str | None) -> Sequence[TextReading]:
        asked.append((text, kind, context))
        return [READING]

    store.load("items", [Item("i1", "beauty", "mask", "mask", None, "保湿面膜")])
    kit = a_kit(read_text=read)
    step(store, an_event("product_reviewed", 1, "member_no:1", text="好用", text_kind="review", item_id="i1"), kit=kit)
    step(store, an_event("page_viewed", 2, "member_no:1", text="介绍", text_kind="product_page"), kit=kit)
    assert asked == [("好用", "review", "保湿面膜")]
    state = state_of(kit.data_folds, store.states(["member_no:1"])["member_no:1"].folds)
    assert state["readings"] == {("interest.beauty.mask|prefer|self", START // DAY_US): READING.strength}


CART = [
    an_event("product_added", hours, "member_no:1", item_id=f"i{hours}", properties={"l1": "a", "l2": "b", "l3": "c"})
    for hours in (1, 1.2, 1.4)
]


def test_a_timer_raises_and_drops_a_flag_without_an_event(store: Store) -> None:
    step(store, *CART)
    assert "flag.hesitant" not in {key for _, key in held(store)}
    settle(store, START + 2 * HOUR_US)
    assert "flag.hesitant" in {key for _, key in held(store)}
    raised = [change for change in feed(store) if change.tag_key == "flag.hesitant"]
    assert [change.cause for change in raised] == ["timer"]
    settle(store)
    assert "flag.hesitant" not in {key for _, key in held(store)}
    assert store.due(LATE, limit=9) == []


def test_nobody_is_due_when_nothing_is(store: Store) -> None:
    assert Stepper(store, KIT).timers(as_of=LATE) is None


kinds = st.sampled_from(["product_viewed", "product_added", "checkout_started", "order_completed", "page_viewed"])
who = st.lists(
    st.sampled_from(["member_no:1", "member_no:2", "device_id:d", "cookie:c"]), min_size=1, max_size=2, unique=True
)
worlds = st.lists(st.tuples(kinds, st.integers(0, 80), who), min_size=1, max_size=10)


def world(rows: list[tuple[str, int, list[str]]]) -> list[AcceptedEvent]:
    return [
        an_event(
            name,
            quarter / 4,
            *sorted(identities, key=lambda each: "mdc".index(each[0])),
            event_id=f"e{number:02d}",
            item_id="i1",
            amount_minor=100 if name == "order_completed" else None,
            order_id=f"o{number}" if name == "order_completed" else None,
            properties={"l1": "a", "l2": "b", "l3": "c"},
        )
        for number, (name, quarter, identities) in enumerate(rows)
    ]


@settings(max_examples=12)
@given(worlds, st.randoms(use_true_random=False), st.integers(1, 4))
def test_order_and_batches_do_not_matter_and_the_feed_gives_the_profiles(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, int, list[str]]], order: Any, size: int
) -> None:
    events = world(rows)
    one = a_store(tmp_path_factory.mktemp("live") / "one")
    step(one, *events)
    settle(one)
    two = a_store(tmp_path_factory.mktemp("live") / "two")
    order.shuffle(events)
    for first in range(0, len(events), size):
        step(two, *events[first : first + size])
        assert replay_feed(feed(two)) == held(two)
    settle(two)
    assert held(one) == held(two)
    assert replay_feed(feed(one)) == held(one)
    assert replay_feed(feed(two)) == held(two)
    one.close()
    two.close()
