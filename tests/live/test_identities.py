from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.live.worlds import START, a_kit, a_store, an_event

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import LINK_WEIGHTS, Namespace
from huaxiang.domain.profiles import IdentityRow, LinkRow
from huaxiang.ingest.resolve import resolve_identities
from huaxiang.live.identities import Resolved, resolve_events
from huaxiang.stores.base import Store, Update

SPACES = (Namespace("member_no", 1, 1), Namespace("mobile", 2, 2), Namespace("device_id", 3, 2), Namespace("cookie", 4))
KIT = a_kit(namespaces=SPACES)
names = st.builds("{}:{}".format, st.sampled_from([each.name for each in SPACES]), st.integers(1, 4))
stated = st.tuples(st.lists(names, max_size=3, unique=True), st.integers(0, 5), st.sampled_from(sorted(LINK_WEIGHTS)))


def events_of(rows: Sequence[tuple[list[str], int, str]]) -> list[AcceptedEvent]:
    return [
        an_event("page_viewed", hours, *identities, link_kind=kind, event_id=f"e{number:02d}")
        for number, (identities, hours, kind) in enumerate(rows)
    ]


def take(store: Store, seq: int, events: Sequence[AcceptedEvent]) -> Resolved:
    resolved = resolve_events(events, store, KIT)
    store.apply(Update(seq, START, identities=list(resolved.rows.values()), links=resolved.links))
    return resolved


def in_bulk(events: Sequence[AcceptedEvent]) -> tuple[dict[str, IdentityRow], list[LinkRow]]:
    """Identities and links as a build over all events has them."""
    seen: dict[str, int] = {}
    links: dict[tuple[str, str, str], tuple[int, str]] = {}
    for event in events:
        for identity in event.identities:
            seen[identity] = min(seen.get(identity, event.occurred_at), event.occurred_at)
        for other in event.identities[1:]:
            key = (*sorted((event.identities[0], other)), event.link_kind)
            links[key] = min(links.get(key, (event.occurred_at, event.event_id)), (event.occurred_at, event.event_id))
    rows = [LinkRow(*key, at, LINK_WEIGHTS[key[2]], event_id) for key, (at, event_id) in sorted(links.items())]
    columns = {name: [getattr(row, name) for row in rows] for name in ("a", "b", "occurred_at", "weight_milli")}
    types = {"a": pa.string(), "b": pa.string(), "occurred_at": pa.int64(), "weight_milli": pa.int64()}
    known = pa.table({"identity": pa.array(seen, pa.string()), "first_seen_at": pa.array(seen.values(), pa.int64())})
    table = pa.table({name: pa.array(columns[name], kind) for name, kind in types.items()})
    found = resolve_identities(known, table, namespaces=SPACES)
    identities = {
        row["identity"]: IdentityRow(row["identity"], row["first_seen_at"], row["person_id"])
        for row in found.to_pylist()
    }
    return identities, rows


@settings(max_examples=60)
@given(st.lists(stated, max_size=14), st.randoms(use_true_random=False), st.lists(st.integers(1, 5), max_size=14))
def test_any_order_and_batching_gives_the_people_that_a_build_over_all_gives(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[list[str], int, str]], order: object, sizes: list[int]
) -> None:
    events = events_of(rows)
    store = a_store(tmp_path_factory.mktemp("live") / "store")
    arriving = list(events)
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
