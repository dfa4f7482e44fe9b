from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from tests.build.worlds import profile, rows, tag
from tests.reducing import state_of

from huaxiang.build.folding import Batch
from huaxiang.build.generation import feed_changes, load_batch, load_identities, lost_changes, merges_since
from huaxiang.domain.events import FOLD_SCHEMA, FoldEvent
from huaxiang.domain.instants import Zone
from huaxiang.domain.profiles import IdentityRow, Item, LinkRow
from huaxiang.engines.lake import Lake
from huaxiang.folds.base import Count, Latest, Replay
from huaxiang.folds.people import People
from huaxiang.folds.replays import decode_recent
from huaxiang.folds.vectors import EventColumns
from huaxiang.stores.base import Store
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.feed import replay_feed

COUNT = Count("n", frozenset({"product_viewed"}), key=("l1",))
LATEST = Latest("page", frozenset({"product_viewed"}), value="page")
FOLDS = (COUNT, LATEST, Replay("r", frozenset(), 1, lambda events, _: len(events)))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return SQLiteStore(tmp_path / "store")


def test_identities_and_the_earliest_statement_of_each_link_are_loaded(lake: Lake, store: Store) -> None:
    link = {"a": "cookie:x", "b": "member_no:1", "kind": "login", "weight_milli": 900}
    lake.write("links", rows("links", link | {"occurred_at": 5, "event_id": "b"}), part="one")
    tie, later, future = ({"occurred_at": 5, "event_id": "a"}, {"occurred_at": 6}, {"occurred_at": 99, "kind": "order"})
    lake.write("links", rows("links", link | later, link | tie, link | future), part="two")
    identities = rows("identities", {"identity": "cookie:x", "person_id": "p_1", "first_seen_at": 3})
    load_identities(store, identities, lake, [Item("i", None, None, None, None, "t")], as_of=50)
    assert store.identities(["cookie:x"]) == {"cookie:x": IdentityRow("cookie:x", 3, "p_1")}
    assert store.links_of(["cookie:x"]) == [LinkRow("cookie:x", "member_no:1", "login", 5, 900, "a")]
    assert list(store.items(["i"])) == ["i"]


def test_states_are_by_identity_and_an_identity_with_recent_events_alone_has_one_too(store: Store) -> None:
    happened = [
        FoldEvent("cookie:1", "e", "product_viewed", 77, 7, 7, 0, l1="pet", page="home"),
        *(FoldEvent("cookie:2", f"v{n}", "product_viewed", 70, 7, 7, 0, l1="pet") for n in range(2)),
        *(FoldEvent(f"cookie:{n}", f"e{n}", "message_sent", 70 + n, 0, 0, 0) for n in (2, 3)),
    ]
    table = pa.table({n: [getattr(each, n) for each in happened] for n in FOLD_SCHEMA.names}, schema=FOLD_SCHEMA)
    owner = np.array([0, 1, 1, 1, 2])
    batch = Batch(0, People(["p_1"], 99, Zone("UTC"), {}), EventColumns(table, owner, 3), [happened[3:]])
    load_batch(store, batch, [profile("p_1", tag("flag.a"))], FOLDS)
    found = store.states(["cookie:1", "cookie:2", "cookie:3"])
    assert {name: state_of(FOLDS[:2], each.folds) for name, each in found.items()} == {
        "cookie:1": {"n": {("pet", 7): 1}, "page": {("", 0): (77, "e", "home")}},
        "cookie:2": {"n": {("pet", 7): 2}},
        "cookie:3": {},
    }
    assert {name: [e.event_id for e in decode_recent(each.recent)] for name, each in found.items()} == {
        "cookie:1": [],
        "cookie:2": ["e2"],
        "cookie:3": ["e3"],
    }
    assert store.profile("p_1") is not None


def test_the_feed_of_a_rebuild_holds_the_differences_alone_and_replays_to_the_new_profiles(store: Store) -> None:
    before = [
        profile("p_1", tag("flag.a"), tag("flag.b")),
        profile("p_2", tag("flag.a")),
        profile("p_3", tag("flag.c")),
    ]
    after = [profile("p_1", tag("flag.a", score=600)), profile("p_2", tag("flag.a")), profile("p_4", tag("flag.d"))]
    store.load("profiles", before)
    started = list(feed_changes({}, before, run_id="r1", at=1))
    changes = list(feed_changes({each.person_id: each for each in store.profiles()}, after, run_id="r2", at=2))
    gone = list(lost_changes([before[2]], run_id="r2", at=2))
    assert [(c.person_id, c.tag_key, c.field, c.old, c.cause) for c in changes[:1]] == [
        ("p_1", "flag.a", "score_milli", 500, "rebuild:r2")
    ]
    assert [(c.person_id, c.tag_key, c.field) for c in (*changes[1:], *gone)] == [
        ("p_1", "flag.b", "*"),
        ("p_4", "flag.d", "*"),
        ("p_3", "flag.c", "*"),
    ]
    held = replay_feed([*started, *changes, *gone])
    assert {key: row["score_milli"] for key, row in held.items()} == {
        ("p_1", "flag.a"): 600,
        ("p_2", "flag.a"): 500,
        ("p_4", "flag.d"): 500,
    }


def test_old_ids_lead_to_every_person_that_their_identities_became(store: Store) -> None:
    store.load("profiles", [profile("p_1"), profile("p_2")])
    known = {"cookie:a": "p_1", "cookie:b": "p_1", "cookie:c": "p_2", "cookie:gone": "p_1"}
    store.load("identities", [IdentityRow(name, 0, person) for name, person in known.items()])
    now = {"cookie:a": "p_8", "cookie:b": "p_9", "cookie:c": "p_2"}
    identities = rows("identities", *({"identity": name, "person_id": person} for name, person in now.items()))
    assert merges_since(store, identities, at=7) == [("p_1", "p_8", "rebuild", 7), ("p_1", "p_9", "rebuild", 7)]
