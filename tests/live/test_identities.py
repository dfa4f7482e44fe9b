from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import to_builtins
from tests.live.worlds import START, a_kit, a_store, an_event

from huaxiang.domain import tables
from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import LINK_WEIGHTS, Namespace
from huaxiang.domain.profiles import IdentityRow, LinkRow
from huaxiang.ingest.resolve import resolve_identities
from huaxiang.live.identities import Resolved, resolve_events
from huaxiang.stores.base import Store, Update

SPACES = (Namespace("member_no", 1, 1), Namespace("mobile", 2, 2), Namespace("device_id", 3, 2), Namespace("cookie", 4))
KIT = a_kit(namespaces=SPACES)
names = st.builds("{}:{}".format, st.sampled_from([each.name for each in SPACES]), st.integers(1, 4))
kinds = st.sampled_from(sorted(LINK_WEIGHTS))
stated = st.tuples(st.lists(names, max_size=3, unique=True), st.integers(0, 5), kinds)
Statement = tuple[list[str], int, str]


def event_of(statement: Statement, event_id: str) -> AcceptedEvent:
    identities, hours, kind = statement
    if kind == "undo":
        return an_event("identity_unlinked", hours, *identities[:2], event_id=event_id)
    return an_event("identity_linked", hours, *identities, link_kind=kind, event_id=event_id)


def events_of(rows: Sequence[Statement]) -> list[AcceptedEvent]:
    return [event_of(row, f"e{number:02d}") for number, row in enumerate(rows)]


def take(store: Store, seq: int, events: Sequence[AcceptedEvent]) -> Resolved:
    resolved = resolve_events(events, store, KIT)
    store.apply(Update(seq, START, identities=list(resolved.rows.values()), links=resolved.links))
    return resolved


def in_bulk(events: Sequence[AcceptedEvent]) -> tuple[dict[str, IdentityRow], list[LinkRow]]:
    """Identities as a resolution of every single statement has them, and the links that are kept of them."""
    seen: dict[str, int] = {}
    every: list[LinkRow] = []
    for event in events:
        for identity in event.identities:
            seen[identity] = min(seen.get(identity, event.occurred_at), event.occurred_at)
        kind = "undo" if event.name == "identity_unlinked" else event.link_kind
        for other in event.identities[1:]:
            a, b = sorted((event.identities[0], other))
            every.append(LinkRow(a, b, kind, event.occurred_at, LINK_WEIGHTS[kind], event.event_id))
    every.sort(key=lambda link: (link.occurred_at, link.event_id or ""))
    first = {(link.a, link.b, link.kind): link for link in reversed(every)}
    last = {(link.a, link.b, link.kind): link for link in every}
    rows = [last[key] if key[2] in {"merge", "undo"} else first[key] for key in sorted(first)]
    known = pa.table({"identity": pa.array(seen, pa.string()), "first_seen_at": pa.array(seen.values(), pa.int64())})
    table = pa.Table.from_pylist([to_builtins(link) for link in every], schema=tables.table("links").schema)
    found = resolve_identities(known, table, namespaces=SPACES)
    identities = {
        row["identity"]: IdentityRow(row["identity"], row["first_seen_at"], row["person_id"])
        for row in found.to_pylist()
    }
    return identities, rows


@settings(max_examples=100)
@given(st.lists(stated, max_size=14), st.randoms(use_true_random=False), st.lists(st.integers(1, 5), max_size=14))
def test_any_order_and_batching_gives_the_people_that_a_build_over_all_gives(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[list[str], int, str]], order: object, sizes: list[int]
) -> None:
    events = events_of(rows)
    store = a_store(tmp_path_factory.mktemp("live") / "store")
    arriving = events + events[::3]
    order.shuffle(arriving)  # type: ignore[attr-defined]
    seq = 0
    while arriving:
        size = sizes[seq % len(sizes)] if sizes else 3
        batch, arriving = arriving[:size], arriving[size:]
        seq += 1
        resolved = take(store, seq, batch)
        assert set(resolved.person_of) == {name for event in batch for name in event.identities}
    identities, links = in_bulk(events)
    assert store.identities(identities) == identities
    assert sorted(store.links_of(identities), key=lambda each: (each.a, each.b, each.kind)) == links
    store.close()


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return a_store(tmp_path / "store")


def test_a_shared_device_does_not_fuse_two_members(store: Store) -> None:
    take(store, 1, [an_event("login", 1, "member_no:1", "device_id:d")])
    resolved = take(store, 2, [an_event("login", 2, "member_no:2", "device_id:d")])
    people = {row.person_id for row in store.identities(["member_no:1", "member_no:2"]).values()}
    assert len(people) == 2
    assert store.identities(["device_id:d"])["device_id:d"].person_id == resolved.person_of["device_id:d"]
    assert resolved.moved == []


def test_a_link_of_two_people_is_a_move_caused_by_its_event(store: Store) -> None:
    take(store, 1, [an_event("page_viewed", 1, "cookie:c"), an_event("page_viewed", 2, "mobile:m")])
    before = store.identities(["cookie:c", "mobile:m"])
    resolved = take(store, 2, [an_event("login", 3, "mobile:m", "cookie:c", event_id="the link")])
    old, new = before["mobile:m"].person_id, before["cookie:c"].person_id
    assert resolved.moved == [(old, new, "the link")]
    assert resolved.person_of == {"mobile:m": new, "cookie:c": new}


def test_an_undo_parts_whom_a_merge_joined_and_is_the_cause_of_the_move(store: Store) -> None:
    take(store, 1, [an_event("page_viewed", 1, "member_no:1"), an_event("page_viewed", 2, "member_no:2")])
    before = store.identities(["member_no:1", "member_no:2"])
    one, two = before["member_no:1"].person_id, before["member_no:2"].person_id
    pair = ("member_no:1", "member_no:2")
    merged = take(store, 2, [an_event("identity_linked", 3, *pair, link_kind="merge", event_id="m")])
    assert (merged.moved, merged.undone) == ([(two, one, "m")], set())
    parted = take(store, 3, [an_event("identity_unlinked", 4, *pair, event_id="u")])
    assert (parted.moved, parted.undone) == ([(one, two, "u")], {"u"})
    assert store.identities(pair) == before
    assert {(link.kind, link.event_id) for link in store.links_of(pair)} == {("merge", "m"), ("undo", "u")}


def test_a_merge_that_arrives_after_its_undo_joins_nobody(store: Store) -> None:
    pair = ("member_no:1", "cookie:c")
    take(store, 1, [an_event("identity_unlinked", 9, *pair)])
    resolved = take(store, 2, [an_event("identity_linked", 3, *pair, link_kind="merge")])
    assert len(set(resolved.person_of.values())) == 2
    resolved = take(store, 3, [an_event("login", 10, *pair)])
    assert len(set(resolved.person_of.values())) == 2


def test_a_batch_that_merges_some_and_parts_others_tells_each_its_own_event(store: Store) -> None:
    take(store, 1, [an_event("login", 1, "member_no:1", "cookie:a"), an_event("page_viewed", 2, "cookie:b")])
    take(store, 2, [an_event("page_viewed", 1, "mobile:5"), an_event("page_viewed", 2, "cookie:z")])
    events = [
        an_event("identity_unlinked", 5, "member_no:1", "cookie:a", event_id="u"),
        an_event("login", 6, "mobile:5", "cookie:z", event_id="l"),
    ]
    resolved = take(store, 3, events)
    assert {event_id for _, _, event_id in resolved.moved} == {"u", "l"}
    assert resolved.undone == {"u"}


def test_an_earlier_sign_renames_everyone_of_the_component_because_of_that_event(store: Store) -> None:
    take(store, 1, [an_event("login", 5, "member_no:1", "cookie:a"), an_event("login", 6, "member_no:1", "cookie:b")])
    resolved = take(store, 2, [an_event("page_viewed", 1, "cookie:b", event_id="early")])
    assert {row.person_id for row in resolved.rows.values()} == {resolved.person_of["cookie:b"]}
    assert set(resolved.rows) == {"member_no:1", "cookie:a", "cookie:b"}
    assert {event_id for _, _, event_id in resolved.moved} == {"early"}


def test_what_is_known_changes_nothing(store: Store) -> None:
    event = an_event("login", 1, "member_no:1", "cookie:a")
    take(store, 1, [event])
    resolved = take(store, 2, [an_event("login", 2, "member_no:1", "cookie:a")])
    assert (resolved.rows, resolved.links, resolved.moved) == ({}, [], [])
    assert set(resolved.person_of) == {"member_no:1", "cookie:a"}


def test_an_event_without_identity_speaks_of_nobody(store: Store) -> None:
    resolved = take(store, 1, [an_event("page_viewed", 1)])
    assert (resolved.person_of, resolved.rows) == ({}, {})
