"""What every store must do; the suite finds each file of the family by itself."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.stores.homes import Home, PostgresHome, SQLiteHome

from huaxiang.domain.errors import StorageError
from huaxiang.domain.profiles import HeldTag, IdentityRow, Item, LinkRow, Profile
from huaxiang.domain.tags import Change
from huaxiang.project.config import STORES
from huaxiang.stores.base import Meta, StaleWriter, Store, StoredState, Unkeepable, Update

HOMES = {"sqlite": SQLiteHome, "postgres": PostgresHome}
Open = Callable[[], Store]


@pytest.fixture(params=sorted(HOMES))
def home(request: pytest.FixtureRequest, tmp_path: Path) -> Home:
    """A place for one generation."""
    if request.param == "postgres":
        return PostgresHome(request.getfixturevalue("postgres"))
    return SQLiteHome(tmp_path)


@pytest.fixture
def home_again(home: Home, request: pytest.FixtureRequest) -> Callable[[], Home]:
    """Another place each time."""
    folders = request.getfixturevalue("tmp_path_factory")

    def made() -> Home:
        if isinstance(home, SQLiteHome):
            return SQLiteHome(folders.mktemp("store"))
        return PostgresHome(request.getfixturevalue("postgres"))

    return made


@pytest.fixture
def again(home: Home) -> Open:
    """Opens one generation, the same one every time."""
    return home.open


@pytest.fixture
def store(again: Open) -> Store:
    return again()


def test_every_store_that_a_project_may_name_is_tested_here() -> None:
    assert sorted(HOMES) == sorted(STORES)


def tag(key: str, score: int = 500) -> HeldTag:
    return HeldTag(key, 1, "active", score, None, None, 900, 5, None, None, f"ev-{key}", "event", {"n": 1}, None)


def profile(person: str, *tags: HeldTag, due: int = 100, as_of: int = 1) -> Profile:
    traits = {"city": "上海"}
    return Profile(person, as_of, "run", due, list(tags), {"orders": 0.1}, [("s0001", 700)], traits, {}, "live")


def change(person: str, key: str = "flag.a", new: Any = None) -> Change:
    return Change(0, person, key, "*", None, new, "event:e1", 7)


def person_update(seq: int, person: str, identity: str, **more: Any) -> Update:
    """One person with everything a store can hold of them."""
    return Update(
        seq,
        seq,
        profiles=[profile(person, tag("flag.a"))],
        identities=[IdentityRow(identity, 3, person)],
        links=[LinkRow("cookie:z", identity, "login", 4, 800, "e1")],
        states=[StoredState(identity, b"folds", b"recent")],
        changes=[change(person, new={"status": "active"})],
        **more,
    )


def test_a_new_generation_is_empty(store: Store) -> None:
    assert store.meta() == Meta("", 0, 0, 0)
    assert (store.count(), list(store.profiles()), store.merges(), store.changes(0, limit=9)) == (0, [], [], [])
    assert (store.profile("p_1"), store.people_of("p_1"), store.table("segments")) == (None, [], [])


def test_it_reads_what_was_written_also_when_opened_again(again: Open) -> None:
    again().apply(person_update(1, "p_1", "member_no:M1", merges=[("p_0", "p_1", "event:e1", 7)]))
    store = again()
    assert store.profile("p_1") == profile("p_1", tag("flag.a"))
    assert store.identities(["member_no:M1", "x:y"]) == {"member_no:M1": IdentityRow("member_no:M1", 3, "p_1")}
    assert store.identities_of(["p_1", "p_2"]) == {"p_1": [IdentityRow("member_no:M1", 3, "p_1")]}
    link = LinkRow("cookie:z", "member_no:M1", "login", 4, 800, "e1")
    assert store.links_of(["member_no:M1"]) == store.links_of(["cookie:z"]) == [link]
    assert store.states(["member_no:M1"]) == {"member_no:M1": StoredState("member_no:M1", b"folds", b"recent")}
    assert store.merges() == [("p_0", "p_1", "event:e1", 7)]
    assert store.changes(0, limit=9) == [Change(1, "p_1", "flag.a", "*", None, {"status": "active"}, "event:e1", 7)]
    assert (store.meta().log_seq, store.meta().as_of, store.meta().feed_seq) == (1, 1, 1)


def test_a_bulk_load_is_read_like_updates(store: Store) -> None:
    store.load("profiles", (profile(f"p_{n}") for n in range(5)))
    store.load("identities", [IdentityRow("member_no:M1", 3, "p_1")])
    store.load("items", [Item("i1", "beauty", None, None, "花西", "粉底")])
    store.load("changes", [change("p_1"), change("p_2")])
    store.finish(Meta("run", 9, 4, 0, is_historic=True), {"segments": [{"segment_id": "s1", "name": "组"}]})
    meta = store.meta()
    assert (meta.run_id, meta.as_of, meta.log_seq, meta.feed_seq, meta.is_historic) == ("run", 9, 4, 2, True)
    assert store.items(["i1", "i2"]) == {"i1": Item("i1", "beauty", None, None, "花西", "粉底")}
    assert store.table("segments") == [{"segment_id": "s1", "name": "组"}]
    assert [each.person_id for each in store.profiles()] == [f"p_{n}" for n in range(5)]
    assert [each.person_id for each in store.profiles(["p_3", "p_1", "p_9"])] == ["p_1", "p_3"]


def test_a_failed_load_leaves_nothing_and_the_store_usable(store: Store) -> None:
    def broken() -> Any:
        yield profile("p_1")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.load("profiles", broken())
    assert store.count() == 0
    store.load("profiles", [profile("p_2")])
    assert store.count() == 1


@pytest.mark.parametrize("name", ["p_1", "member_no:M1", "M1", "a:b"])
def test_a_person_is_found_by_id_identity_and_bare_value(store: Store, name: str) -> None:
    store.load("profiles", [profile("p_1"), profile("p_2")])
    rows = [("member_no:M1", "p_1"), ("openid:a:b", "p_1"), ("cookie:c", "p_2")]
    store.load("identities", [IdentityRow(identity, 0, person) for identity, person in rows])
    store.finish(Meta("run", 0, 0, 0), {})
    assert store.people_of(name) == ["p_1"]


def test_a_bare_value_of_several_people_names_them_all(store: Store) -> None:
    store.load("profiles", [profile("p_1"), profile("p_2")])
    rows = [("member_no:7", "p_2"), ("cookie:7", "p_1"), ("device_id:7", "p_1"), ("cookie:77", "p_1")]
    store.load("identities", [IdentityRow(identity, 0, person) for identity, person in rows])
    assert store.people_of("7") == ["p_1", "p_2"]
    assert store.people_of("member_no:7") == ["p_2"]
    assert store.people_of("8") == []


def test_old_ids_lead_to_the_person_unless_they_are_people_again(store: Store) -> None:
    store.load("profiles", [profile("p_3"), profile("p_b")])
    merges = [("p_1", "p_2", "r", 1), ("p_2", "p_3", "r", 2), ("p_b", "p_3", "r", 3), ("p_x", "p_y", "r", 4)]
    store.load("merges", [*merges, ("p_y", "p_x", "r", 5)])
    assert store.current_id("p_1") == store.current_id("p_3") == "p_3"
    assert store.people_of("p_1") == ["p_3"]
    assert store.current_id("p_b") == "p_b"
    assert store.current_id("p_x") in {"p_x", "p_y"}


def test_timers_come_earliest_first(store: Store) -> None:
    store.load("profiles", [profile("p_a", due=30), profile("p_b", due=10), profile("p_c", due=10)])
    assert store.due(9, limit=9) == []
    assert store.due(30, limit=2) == ["p_b", "p_c"]
    assert store.due(30, limit=9) == ["p_b", "p_c", "p_a"]


def test_the_last_write_by_log_position_wins(store: Store) -> None:
    store.apply(person_update(5, "p_1", "member_no:M1"))
    for late in (4, 5):
        update = person_update(late, "p_1", "member_no:M1")
        update.profiles[0].tags.clear()
        with pytest.raises(StaleWriter):
            store.apply(update)
    found = store.profile("p_1")
    assert found is not None
    assert [each.tag_key for each in found.tags] == ["flag.a"]
    assert store.meta().feed_seq == 1


def test_timers_write_at_the_same_log_position(store: Store) -> None:
    store.apply(person_update(5, "p_1", "member_no:M1"))
    store.apply(Update(5, 50, profiles=[profile("p_1", due=99)], changes=[change("p_1")]))
    assert (store.meta().log_seq, store.meta().as_of) == (5, 50)
    assert store.due(100, limit=9) == ["p_1"]


def test_who_read_before_another_wrote_is_stale_whatever_the_position(store: Store) -> None:
    read = store.meta().revision
    store.apply(Update(1, 1, profiles=[profile("p_1")], revision=read))
    with pytest.raises(StaleWriter):
        store.apply(Update(9, 9, profiles=[profile("p_2")], revision=read))
    store.apply(Update(9, 9, profiles=[profile("p_2")], revision=store.meta().revision))
    assert store.count() == 2


def numbered(store: Store) -> list[tuple[int, str]]:
    return [(each.seq, each.person_id) for each in store.changes(0, limit=99)]


def test_the_feed_of_some_people_up_to_a_number_comes_in_order(store: Store) -> None:
    store.load("changes", [change(person, key) for key in ("a", "b") for person in ("p_1", "p_2", "p_3")])
    found = store.changes_of(["p_3", "p_1", "p_9"], until=5)
    assert [(each.seq, each.person_id, each.tag_key) for each in found] == [
        (1, "p_1", "a"),
        (3, "p_3", "a"),
        (4, "p_1", "b"),
    ]
    assert found == [each for each in store.changes(0, limit=5) if each.person_id != "p_2"]
    assert store.changes_of([], until=9) == store.changes_of(["p_1"], until=0) == []


def test_a_change_keeps_the_number_it_comes_with(store: Store) -> None:
    store.load("changes", [replace(change("p_1"), seq=3), replace(change("p_2"), seq=7), change("p_3")])
    assert numbered(store) == [(3, "p_1"), (7, "p_2"), (8, "p_3")]


def test_entries_of_the_generation_before_come_first_and_ours_are_numbered_after_them(store: Store) -> None:
    store.load("changes", [change("p_a"), change("p_1"), change("p_2"), change("p_1", "flag.b"), change("p_3")])
    carried = [replace(change("p_2"), seq=2), replace(change("p_b"), seq=4)]
    store.splice(carried, after=1, up_to=6, without=["p_2"])
    assert numbered(store) == [(1, "p_a"), (2, "p_2"), (4, "p_b"), (7, "p_1"), (8, "p_1"), (9, "p_3")]
    assert [each.tag_key for each in store.changes(6, limit=2)] == ["flag.a", "flag.b"]
    store.apply(Update(1, 1, changes=[change("p_4")]))
    assert (numbered(store)[-1], store.meta().feed_seq) == ((10, "p_4"), 10)


def test_numbers_go_on_after_the_last_one_given_even_where_nothing_is_left_of_it(store: Store) -> None:
    store.splice([], after=41, up_to=41, without=[])
    store.load("changes", [change("p_1")])
    assert (numbered(store), store.meta().feed_seq) == ([(42, "p_1")], 42)


def test_a_splice_that_fails_changes_nothing(store: Store) -> None:
    store.load("changes", [change("p_1"), change("p_2")])
    with pytest.raises(StorageError):
        store.splice([replace(change("p_3"), seq=2), replace(change("p_4"), seq=2)], after=1, up_to=2, without=[])
    assert (numbered(store), store.meta().feed_seq) == ([(1, "p_1"), (2, "p_2")], 2)
    store.splice([replace(change("p_3"), seq=2)], after=1, up_to=2, without=[])
    assert numbered(store) == [(1, "p_1"), (2, "p_3"), (3, "p_2")]


def test_a_sealed_generation_takes_no_more_updates_from_anybody(again: Open) -> None:
    store, writer = again(), again()
    waiting = person_update(2, "p_2", "member_no:M2", revision=writer.meta().revision)
    refused: list[bool] = []

    def late() -> None:
        try:
            writer.apply(waiting)
        except StaleWriter:
            refused.append(True)

    with store.seal():
        thread = threading.Thread(target=late)
        thread.start()
        thread.join(0.2)
        assert thread.is_alive(), "a writer waits while the block runs"
    thread.join()
    assert refused == [True]
    with pytest.raises(StaleWriter):
        again().apply(person_update(3, "p_3", "member_no:M3"))
    assert again().count() == 0


def test_a_seal_whose_block_fails_is_none(store: Store) -> None:
    with pytest.raises(KeyError), store.seal():
        raise KeyError
    store.apply(person_update(1, "p_1", "member_no:M1"))
    assert store.count() == 1


def test_as_of_never_goes_back(store: Store) -> None:
    store.apply(Update(1, 50))
    store.apply(Update(2, 40))
    assert store.meta().as_of == 50


def test_an_update_is_applied_whole_or_not_at_all(store: Store) -> None:
    store.apply(person_update(1, "p_1", "member_no:M1"))
    before = (store.meta(), store.identities(["member_no:M2"]), list(store.profiles()), store.changes(0, limit=99))
    bad = person_update(2, "p_2", "member_no:M2", merges=[("p_0", "p_2", "r", 1)])
    bad.profiles.append(profile("p_3", due=2**70))
    with pytest.raises(Unkeepable):
        store.apply(bad)
    after = (store.meta(), store.identities(["member_no:M2"]), list(store.profiles()), store.changes(0, limit=99))
    assert (after, store.merges()) == (before, [])
    store.apply(person_update(2, "p_2", "member_no:M2"))
    assert store.count() == 2


def test_removed_people_are_gone_and_earlier_links_replace_later_ones(store: Store) -> None:
    store.apply(person_update(1, "p_1", "member_no:M1"))
    link = LinkRow("cookie:z", "member_no:M1", "login", 2, 800, "e0")
    store.apply(Update(2, 2, removed=["p_1"], links=[link]))
    assert (store.count(), store.profile("p_1")) == (0, None)
    assert store.links_of(["cookie:z"]) == [link]


def race(again: Open, write: Callable[[Store], None], n: int) -> None:
    start = threading.Barrier(n)

    def one() -> None:
        own = again()
        start.wait()
        write(own)
        own.close()

    threads = [threading.Thread(target=one) for _ in range(n)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()


def add_one(store: Store) -> None:
    """Adds one to the score of p_1 the way a worker does: read, derive, write, read again when stale."""
    for _ in range(10):
        while True:
            revision, old = store.meta().revision, store.profile("p_1")
            score = 0 if old is None else old.tags[0].score_milli
            update = Update(0, 0, profiles=[profile("p_1", tag("flag.a", score + 1))], revision=revision)
            update.changes = [Change(0, "p_1", "flag.a", "score_milli", score, score + 1, "timer", 0)]
            try:
                store.apply(update)
            except StaleWriter:
                continue
            break


def test_two_writers_lose_nothing_and_write_nothing_twice(again: Open) -> None:
    again()
    race(again, add_one, 2)
    store = again()
    found = store.profile("p_1")
    assert found is not None
    assert found.tags[0].score_milli == 20
    assert [(each.seq, each.old, each.new) for each in store.changes(0, limit=99)] == [
        (n + 1, n, n + 1) for n in range(20)
    ]


def test_two_threads_may_share_one_store_for_writing(store: Store) -> None:
    def write(own: Store) -> None:
        for _ in range(20):
            own.apply(Update(0, 0, changes=[change("p_1")]))

    race(lambda: _Kept(store), write, 3)
    assert [each.seq for each in store.changes(0, limit=99)] == list(range(1, 61))


class _Kept:
    """A store that closing leaves open."""

    def __init__(self, store: Store) -> None:
        self.apply = store.apply

    def close(self) -> None:
        pass


WRITER = """
{opening}
from huaxiang.stores.base import Update
from huaxiang.domain.tags import Change
while True:
    revision = store.meta().revision
    pair = [Change(0, "p_%d" % revision, "flag.a", "*", None, half, "timer", 0) for half in (1, 2)]
    store.apply(Update(store.meta().log_seq + 1, 0, changes=pair))
    print(revision, flush=True)
"""


def test_what_was_applied_is_there_whole_after_a_kill(home: Home) -> None:
    again = home.open
    again()
    code = WRITER.format(opening=home.opening)
    child = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    told = [int(child.stdout.readline()) for _ in range(5)]
    child.kill()
    told += [int(line) for line in child.stdout.read().split()]
    child.wait()
    changes = again().changes(0, limit=10**6)
    assert len(changes) >= 2 * len(told)
    assert [each.new for each in changes] == [1, 2] * (len(changes) // 2)
    assert again().meta().log_seq == len(changes) // 2


def test_a_reader_that_holds_sees_one_instant_and_does_not_write(again: Open) -> None:
    writer, reader = again(), again()
    writer.apply(person_update(1, "p_1", "member_no:M1"))
    reader.hold()
    writer.apply(person_update(2, "p_2", "member_no:M2"))
    assert (reader.count(), reader.meta().log_seq, len(reader.changes(0, limit=9))) == (1, 1, 1)
    with pytest.raises(StorageError):
        reader.apply(Update(9, 9))
    assert reader.count() == 1
    reader.close()
    assert again().count() == 2


ANNA = ("p_anna", "member_no:ANNA-4711")


def test_forgetting_removes_a_person_from_everything_even_from_the_bytes(home: Home) -> None:
    store = home.open()
    store.load("merges", [("p_anna_2", "p_anna_1", "r", 1), ("p_anna_1", "p_anna", "r", 2), ("p_b", "p_c", "r", 3)])
    store.load("changes", [change("p_anna_2"), change("p_anna_1")])
    for seq in range(1, 40):
        person, identity = ANNA if seq % 2 else (f"p_{seq}", f"member_no:{seq}")
        update = person_update(seq, person, identity)
        update.states = [StoredState(identity, identity.encode() * seq, identity.encode() * (97 * seq))]
        store.apply(update)
    store.finish(Meta("run", 39, 39, 0), {})
    assert store.forget(["p_anna"]) == 1
    assert store.people_of("ANNA-4711") == store.people_of("p_anna_1") == []
    assert store.states([ANNA[1]]) == store.identities([ANNA[1]]) == {}
    assert [link for link in store.links_of(["cookie:z"]) if ANNA[1] in {link.a, link.b}] == []
    assert store.merges() == [("p_b", "p_c", "r", 3)]
    assert len(store.changes(0, limit=99)) == 19
    assert (store.count(), store.meta().log_seq, store.meta().feed_seq) == (19, 39, 41)
    store.close()
    assert b"ANNA-4711" not in home.bytes_of()
    assert b"p_anna" not in home.bytes_of()
    assert home.open().people_of("member_no:2") == ["p_2"]


def test_forgetting_leaves_a_former_id_that_is_a_person_again(store: Store) -> None:
    store.load("profiles", [profile("p_a"), profile("p_b")])
    store.load("merges", [("p_a", "p_b", "r", 1)])
    store.forget(["p_b"])
    assert store.profile("p_a") is not None


def test_a_step_begun_before_a_person_was_forgotten_cannot_bring_them_back(store: Store) -> None:
    store.apply(person_update(1, *ANNA))
    late = person_update(2, *ANNA)
    late.revision = store.meta().revision
    store.forget([ANNA[0]])
    with pytest.raises(StaleWriter):
        store.apply(late)
    assert store.count() == 0


def test_forgetting_nobody_and_strangers_changes_nothing(store: Store) -> None:
    store.apply(person_update(1, "p_1", "member_no:M1"))
    assert (store.forget([]), store.forget(["p_9"])) == (0, 0)
    assert (store.count(), len(store.changes(0, limit=9))) == (1, 1)


persons = st.sampled_from(["p_1", "p_2", "p_3"])
steps = st.lists(st.tuples(persons, st.lists(st.sampled_from(["flag.a", "flag.b"]), unique=True)), max_size=12)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps, st.lists(persons, max_size=2))
def test_a_store_is_the_last_profile_of_each_person(
    home_again: Callable[[], Home], steps: list[tuple[str, list[str]]], forgotten: list[str]
) -> None:
    store = home_again().open()
    expected = {}
    for seq, (person, keys) in enumerate(steps, start=1):
        expected[person] = profile(person, *map(tag, keys), as_of=seq)
        store.apply(Update(seq, seq, profiles=[expected[person]]))
    store.forget(forgotten)
    kept = {person: each for person, each in expected.items() if person not in forgotten}
    assert {each.person_id: each for each in store.profiles()} == kept
    assert store.count() == len(kept)
    store.close()


def test_a_place_that_cannot_be_written_is_told_in_one_line(home: Home) -> None:
    with pytest.raises(StorageError, match="cannot open") as told:
        home.nowhere()
    assert "\n" not in str(told.value)


def touched(store: Store, revision: int) -> list[str] | None:
    found = store.touched_since(revision)
    return None if found is None else sorted(found)


def test_who_was_written_or_removed_since_a_revision_is_known(again: Open) -> None:
    store = again()
    store.load("profiles", [profile("p_9")])
    assert touched(store, 0) == []
    store.apply(Update(1, 1, profiles=[profile("p_1"), profile("p_2")]))
    store.apply(Update(2, 2, changes=[change("p_9")]))
    store.apply(Update(3, 3, profiles=[profile("p_1")], removed=["p_2"]))
    assert [touched(store, revision) for revision in range(4)] == [["p_1", "p_2"]] * 3 + [[]]
    assert [touched(again(), revision) for revision in (1, 4, -1)] == [["p_1", "p_2"], None, None]


def test_only_the_last_people_touched_are_remembered(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[type(store).__module__], "KEPT_TOUCHES", 3)
    for number in range(1, 6):
        store.apply(Update(number, 1, profiles=[profile(f"p_{number}")]))
    known = [touched(store, revision) for revision in range(6)]
    assert known == [None, None, ["p_3", "p_4", "p_5"], ["p_4", "p_5"], ["p_5"], []]
    store.apply(Update(6, 1, profiles=[profile(f"p_{number}") for number in range(8)]))
    assert touched(store, 4) is None
    assert len(touched(store, 5) or []) == 8


def test_who_was_touched_is_not_known_across_forgetting(store: Store) -> None:
    store.apply(Update(1, 1, profiles=[profile("p_1"), profile("p_2")]))
    store.forget(["p_1"])
    assert touched(store, 1) is None
    assert touched(store, store.meta().revision) == []
    store.apply(Update(2, 2, profiles=[profile("p_2")]))
    assert touched(store, 2) == ["p_2"]


ODD = ["a\0b", "a\1b", "a\0010", "a\2b", "\0012", "\0", "\x7f%s{}", "'\"\\", "店😀", "a" * 3_000]


@pytest.mark.parametrize("odd", ODD)
def test_texts_of_any_signs_come_back_as_they_were(store: Store, odd: str) -> None:
    identity, person = f"cookie:{odd}", f"p_{odd}"
    store.load("items", [Item(odd, odd, None, None, None, odd)])
    update = person_update(1, person, identity, merges=[(f"{odd}0", person, f"event:{odd}", 7)])
    update.links.append(LinkRow(identity, "z:z", "login", 1, 1, odd))
    update.changes = [Change(0, person, odd, "*", {odd: odd}, [odd], f"event:{odd}", 7)]
    store.apply(update)
    store.finish(Meta("run", 1, 1, 0), {"segments": [{odd: odd}]})
    assert store.profile(person) == update.profiles[0]
    assert store.people_of(identity) == store.people_of(odd) == store.people_of(f"{odd}0") == [person]
    assert store.identities_of([person]) == {person: [IdentityRow(identity, 3, person)]}
    assert list(store.states([identity])) == [identity]
    assert store.items([odd])[odd].title == odd
    assert sorted(store.links_of([identity]), key=lambda link: link.b) == sorted(update.links, key=lambda link: link.b)
    assert store.merges() == update.merges
    assert store.changes(0, limit=9) == [replace(update.changes[0], seq=1)]
    assert store.changes_of([person], until=1) == store.changes(0, limit=9)
    assert store.due(100, limit=9) == [person]
    assert list(store.touched_since(0) or []) == [person]
    assert store.table("segments") == [{odd: odd}]
    assert store.forget([person]) == 1
    assert (store.count(), store.links_of([identity])) == (0, [])


def test_half_a_sign_is_the_fault_of_its_content(store: Store) -> None:
    with pytest.raises(Unkeepable):
        store.apply(person_update(1, "p_1", "cookie:\ud83d"))
    assert store.meta() == Meta("", 0, 0, 0)


def test_several_rows_of_one_key_in_an_update_are_the_last_one(store: Store) -> None:
    update = Update(1, 1, profiles=[profile("p_1"), profile("p_1", tag("flag.a"))])
    update.identities = [IdentityRow("cookie:a", at, "p_1") for at in (3, 2)]
    update.states = [StoredState("cookie:a", folds, b"") for folds in (b"1", b"2")]
    update.links = [LinkRow("cookie:a", "cookie:b", "login", at, 1, None) for at in (3, 2)]
    store.apply(update)
    assert [len(each.tags) for each in store.profiles()] == [1]
    assert store.identities(["cookie:a"])["cookie:a"].first_seen_at == 2
    assert store.states(["cookie:a"])["cookie:a"].folds == b"2"
    assert [link.occurred_at for link in store.links_of(["cookie:a"])] == [2]


def test_thousands_are_read_and_written_like_one(store: Store) -> None:
    people = [f"p_{n:05d}" for n in range(6_000)]
    update = Update(1, 1, profiles=[profile(person, due=n) for n, person in enumerate(people)])
    update.identities = [IdentityRow(f"cookie:{person}", 1, person) for person in people]
    update.states = [StoredState(f"cookie:{person}", person.encode(), b"") for person in people]
    update.changes = [change(person) for person in people]
    store.apply(update)
    store.finish(Meta("run", 1, 1, 0), {})
    assert [each.person_id for each in store.profiles()] == people
    assert [each.person_id for each in store.profiles(people[::-1])] == people
    assert [rows[0].identity for rows in store.identities_of(people).values()] == [f"cookie:{each}" for each in people]
    assert all(name.encode() == b"cookie:" + state.folds for name, state in store.states(update_names(people)).items())
    assert len(store.states(update_names(people))) == len(store.identities(update_names(people))) == len(people)
    assert [each.seq for each in store.changes(0, limit=10**6)] == list(range(1, 6_001))
    store.apply(Update(2, 2, removed=people[1:], profiles=[profile("p_00000", tag("flag.b"))]))
    assert [len(each.tags) for each in store.profiles()] == [1]


def update_names(people: list[str]) -> list[str]:
    return [f"cookie:{person}" for person in people]


def test_everyone_is_read_as_of_one_instant_while_others_write(again: Open) -> None:
    store, writer = again(), again()
    writer.apply(Update(1, 1, profiles=[profile(f"p_{n:05d}") for n in range(5_000)]))
    reading = store.profiles()
    first = next(reading)
    writer.apply(Update(2, 2, removed=[f"p_{n:05d}" for n in range(5_000)]))
    assert again().count() == 0
    assert [first.person_id, *(each.person_id for each in reading)] == [f"p_{n:05d}" for n in range(5_000)]
    assert store.count() == 0
