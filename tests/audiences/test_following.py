from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, find, given, settings
from hypothesis.errors import NoSuchExample
from pyroaring import BitMap
from tests.people_streams import GATE, START, Step, apply, contents, streams

from huaxiang.audiences import batch, following
from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.audiences.branches import Branch
from huaxiang.audiences.calendar import Calendar
from huaxiang.audiences.columns import NumberColumn
from huaxiang.audiences.following import follow
from huaxiang.audiences.holders import Holders
from huaxiang.domain.profiles import HeldTag, Profile
from huaxiang.domain.tags import Change
from huaxiang.stores.base import Meta
from huaxiang.stores.sqlite import SQLiteStore

Stream = tuple[list[Profile], list[Step]]


def started(folder: str, first: list[Profile]) -> SQLiteStore:
    store = SQLiteStore(Path(folder) / "store.sqlite")
    store.load("profiles", first)
    store.finish(Meta("run", START, 0, 0), {})
    return store


def followed_equals_read(stream: Stream) -> bool:
    """Whether bitmaps that follow every step, and others that follow at the end, equal those read from nothing."""
    first, steps = stream
    with tempfile.TemporaryDirectory() as folder:
        store = started(folder, first)
        often, once = PeopleBitmaps.read(store, GATE), PeopleBitmaps.read(store, GATE)
        is_equal = True
        for step in steps:
            apply(store, step)
            assert follow(often, store, GATE)
            is_equal = is_equal and contents(often) == contents(PeopleBitmaps.read(store, GATE))
        assert follow(once, store, GATE)
        is_equal = is_equal and contents(once) == contents(often)
        store.close()
    return is_equal


@settings(max_examples=60, deadline=None)
@given(streams())
def test_after_any_stream_bitmaps_equal_those_read_from_nothing(stream: Stream) -> None:
    assert followed_equals_read(stream)


def keeps_old_bits(self: Holders, touched: BitMap) -> bool:
    return TRUE_DROP(self, touched & BitMap(range(3, 100)))


def keeps_old_scores(self: Holders, touched: BitMap) -> bool:
    codes = self._codes
    is_gone = TRUE_DROP(self, touched)
    self._codes = None if codes is None else codes[: len(self.people)]
    return is_gone


def keeps_old_values(self: NumberColumn, touched: Any, numbers: Any, values: Any, *, stamp: int) -> None:
    TRUE_COLUMN(self, touched[:0], numbers, values, stamp=stamp)


TRUE_DROP, TRUE_COLUMN, TRUE_ABSORB = Holders.drop, NumberColumn.replace, PeopleBitmaps.absorb
FAULTS: dict[str, tuple[Any, str, Any]] = {
    "who is touched without the feed is passed over": (following, "_touched", lambda *_: ()),
    "bits that were there stay": (Holders, "drop", keeps_old_bits),
    "scores slip to others": (Holders, "drop", keeps_old_scores),
    "values that were there stay": (NumberColumn, "replace", keeps_old_values),
    "the clock moves nothing": (Calendar, "take", lambda self, as_of: BitMap()),
    "what begins later is not noted": (batch, "_moves_at", lambda tag, reason: tag.valid_until if not reason else None),
    "nobody grows up": (batch, "_next_year", lambda as_of: as_of + 10**18),
    "branches stay as they were": (Branch, "replace", lambda self, touched, tags, *, stamp: None),
    "who is gone stays": (PeopleBitmaps, "absorb", lambda self, found, gone=(): TRUE_ABSORB(self, found)),
}


@pytest.mark.parametrize("fault", sorted(FAULTS))
def test_a_planted_fault_breaks_the_law(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    where, name, wrong = FAULTS[fault]
    search = settings(
        max_examples=3_000, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
    )
    monkeypatch.setattr(where, name, wrong)
    try:
        find(streams(), lambda stream: not followed_equals_read(stream), settings=search)
    except NoSuchExample:
        pytest.fail("the law did not notice")


def tag(key: str) -> HeldTag:
    return HeldTag(key, 1, "active", 500, None, None, 1000, START - 1, None, None, key, "fact", {}, None)


def person(name: str, *held: HeldTag) -> Profile:
    return Profile(name, START, "run", START, list(held), {}, [], {}, {})


def grown(store: SQLiteStore, name: str) -> None:
    apply(store, Step({name: person(name, tag("fact.buyer"))}, 0))


def test_the_feed_alone_names_who_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_touched", lambda *_: ())
    store = started(str(tmp_path), [person("p_a"), person("p_b", tag("fact.buyer"))])
    bitmaps = PeopleBitmaps.read(store, GATE)
    grown(store, "p_a")
    asked: list[Any] = []
    plain = store.profiles
    monkeypatch.setattr(store, "profiles", lambda ids=None: asked.append(ids) or plain(ids))
    assert follow(bitmaps, store, GATE)
    assert asked == [["p_a"]]
    assert contents(bitmaps) == contents(PeopleBitmaps.read(store, GATE))


def test_a_feed_longer_than_a_page_is_read_to_its_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_PAGE", 2)
    monkeypatch.setattr(following, "_BATCH", 2)
    monkeypatch.setattr(following, "_touched", lambda *_: ())
    store = started(str(tmp_path), [])
    bitmaps = PeopleBitmaps.read(store, GATE)
    for letter in "abcde":
        grown(store, f"p_{letter}")
    assert follow(bitmaps, store, GATE)
    assert contents(bitmaps) == contents(PeopleBitmaps.read(store, GATE))


def moved_generation(store: SQLiteStore) -> None:
    store.finish(Meta("another", START, 0, 0), {})


def a_gap(store: SQLiteStore) -> None:
    plain: Callable[..., list[Change]] = store.changes
    store.changes = lambda after, *, limit: plain(after, limit=limit)[1:]


def who_was_touched_is_not_known(store: SQLiteStore) -> None:
    store.touched_since = lambda revision: None


def somebody_is_forgotten(store: SQLiteStore) -> None:
    store.forget(["p_a"])


@pytest.mark.parametrize("event", [moved_generation, a_gap, who_was_touched_is_not_known, somebody_is_forgotten])
def test_where_following_cannot_be_right_everyone_is_to_be_read_anew(
    event: Callable[[SQLiteStore], None], tmp_path: Path
) -> None:
    store = started(str(tmp_path), [person("p_a")])
    bitmaps = PeopleBitmaps.read(store, GATE)
    before = contents(bitmaps)
    grown(store, "p_a")
    event(store)
    assert not follow(bitmaps, store, GATE)
    assert contents(bitmaps) == before


def test_nothing_moves_while_the_store_stands(tmp_path: Path) -> None:
    store = started(str(tmp_path), [person("p_a")])
    bitmaps = PeopleBitmaps.read(store, GATE)
    assert follow(bitmaps, store, GATE)


def test_a_reading_that_breaks_off_is_of_no_use_any_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = started(str(tmp_path), [person("p_a")])
    bitmaps = PeopleBitmaps.read(store, GATE)
    grown(store, "p_a")
    with monkeypatch.context() as patched:
        patched.setattr(store, "profiles", lambda ids: (_ for _ in ()).throw(OSError("gone")))
        with pytest.raises(OSError, match="gone"):
            follow(bitmaps, store, GATE)
    assert not follow(bitmaps, store, GATE)


def test_many_who_are_gone_make_it_read_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "_BATCH", 1)
    store = started(str(tmp_path), [person("p_a")])
    bitmaps = PeopleBitmaps.read(store, GATE)
    outcomes = []
    for letter in "bcdefgh":
        apply(store, Step({f"p_{letter}": person(f"p_{letter}")}, 0))
        follow(bitmaps, store, GATE)
        apply(store, Step({f"p_{letter}": None}, 0))
        outcomes.append(follow(bitmaps, store, GATE))
    assert (outcomes[0], outcomes[-1]) == (True, False)


def test_bits_move_under_the_guard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = started(str(tmp_path), [person("p_a")])
    bitmaps, guard = PeopleBitmaps.read(store, GATE), threading.Lock()
    held = []
    plain = PeopleBitmaps.absorb
    monkeypatch.setattr(
        PeopleBitmaps, "absorb", lambda self, *given: (held.append(guard.locked()), plain(self, *given))[1]
    )
    grown(store, "p_a")
    assert follow(bitmaps, store, GATE, guard=guard)
    assert held == [True]
