from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.laws.shops import SmallShop, held, usual_shop

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import HOUR_US, from_iso
from huaxiang.domain.tags import Change
from huaxiang.project.opening import Project
from huaxiang.service.worker_process import Turns
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.tags.feed import FIELDS, replay_feed

START = from_iso("2025-05-28T10:00:00Z")


def ordered(person: str, number: int, *, link: str | None = None) -> AcceptedEvent:
    """An order of a person, who may turn out to be the owner of another identity."""
    message = f"{person}-{number}-{link}"
    at = START + number * HOUR_US
    who = [f"member_no:{person}", *([] if link is None else [link])]
    known = {"order_id": f"O{message}", "amount_minor": 100 + number, "currency": "CNY"}
    return AcceptedEvent(event_id("app", message), "app", message, "order_completed", at, at, who, **known)


def feed(store: SQLiteStore) -> list[Change]:
    return store.changes(0, limit=10**9)


def assignments(store: SQLiteStore) -> dict[tuple[str, str], dict[str, object]]:
    return {
        (profile.person_id, tag.tag_key): {name: getattr(tag, name) for name in FIELDS}
        for profile in store.profiles()
        for tag in profile.tags
    }


@dataclass
class Reader:
    """Pages through the feed of whatever generation is current, from a cursor of its own."""

    folder: Path
    read: list[Change] = field(default_factory=list)

    def page(self, limit: int) -> int:
        store = Project.open(self.folder).store()
        found = store.changes(self.read[-1].seq if self.read else 0, limit=limit)
        store.close()
        self.read += found
        return len(found)

    def finish(self) -> None:
        while self.page(500):
            continue


@dataclass
class Busy:
    """Posts events and works them off while a build says how far it is, and reads the feed beside it."""

    project: Project
    reader: Reader
    batches: list[list[AcceptedEvent]]
    live: list[Change] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.turns = Turns(self.project.folder, clock=lambda: START + 90 * HOUR_US)

    def __call__(self, line: str) -> None:
        if self.batches:
            log = self.project.log()
            log.append(self.batches.pop(0))
            log.close()
        while self.turns.turn():
            continue
        self.reader.page(7)
        store = self.project.store()
        self.live = feed(store)
        store.close()


def differing(shop: SmallShop, folder: Path) -> Project:
    """A built shop whose sources have changed since: the next build has something to say."""
    project = shop.build(folder)
    shop.orders.append({**shop.orders[0], "order_id": "late", "member_no": "M00"})
    shop.members.append({**shop.members[0], "member_no": "M77", "mobile": "13500000077"})
    shop.write(folder)
    return project


def assert_goes_on(project: Project, reader: Reader, live: list[Change]) -> None:
    store = project.store()
    now = feed(store)
    assert now[: len(live)] == live, "what was ever readable keeps number and content"
    assert [each.seq for each in now] == list(range(1, len(now) + 1))
    assert replay_feed(now) == assignments(store)
    reader.finish()
    assert reader.read == now, "a cursor sees every entry once"
    store.close()


@pytest.fixture
def shop_of_two(tmp_path: Path) -> Project:
    return differing(usual_shop(), tmp_path / "shop")


def test_a_worker_that_writes_during_a_build_leaves_one_feed_without_gap_or_repetition(shop_of_two: Project) -> None:
    project, reader = shop_of_two, Reader(shop_of_two.folder)
    first = project.current_run()
    batches = [[ordered(f"M{n:02d}", n), ordered(f"N{n}", n)] for n in range(4)]
    busy = Busy(project, reader, batches)
    project.build(progress=busy)
    assert busy.batches == []
    assert project.current_run() != first
    assert_goes_on(project, reader, busy.live)
    causes = {change.cause.split(":")[0] for change in busy.live}
    assert "event" in causes, "the worker did write while the build ran"
    new = feed(project.store())[len(busy.live) :]
    assert {change.cause for change in new} == {f"rebuild:{project.current_run()}"}
    assert {"M77", "M00"} <= {
        row.identity.split(":")[1]
        for rows in project.store().identities_of({change.person_id for change in new}).values()
        for row in rows
    }
    while busy.turns.turn():
        continue
    assert_goes_on(project, reader, busy.live)
    assert project.check()["difference"] == 0


def test_the_same_tags_as_of_a_build_without_any_worker(shop_of_two: Project, tmp_path: Path) -> None:
    events = [[ordered("M01", 1), ordered("N1", 2)], [ordered("M03", 3, link="device_id:phone-of-M05")]]
    busy = Busy(shop_of_two, Reader(shop_of_two.folder), list(events))
    shop_of_two.build(progress=busy)
    alone = differing(usual_shop(), tmp_path / "alone")
    log = alone.log()
    log.append([event for batch in events for event in batch])
    log.close()
    alone.build()
    shop_of_two.build()
    assert held(shop_of_two) == held(alone)


def test_an_id_that_lived_only_during_the_build_still_leads_to_its_person(shop_of_two: Project) -> None:
    passing: list[str] = []

    def note(line: str) -> None:
        busy(line)
        store = shop_of_two.store()
        passing.extend(store.people_of("cookie:new"))
        store.close()

    lone = AcceptedEvent("e-new", "app", "e-new", "product_viewed", START, START, ["cookie:new"], item_id="i1")
    busy = Busy(shop_of_two, Reader(shop_of_two.folder), [[lone], [ordered("M02", 1, link="cookie:new")]])
    shop_of_two.build(progress=note)
    (now,) = shop_of_two.store().people_of("member_no:M02")
    assert {shop_of_two.store().current_id(each) for each in passing} == {now}
    assert len(set(passing)) == 2, "it was somebody else first"


def test_events_without_a_worker_are_in_the_new_feed_with_their_own_cause(shop_of_two: Project) -> None:
    reader, live = Reader(shop_of_two.folder), feed(shop_of_two.store())
    posted: list[AcceptedEvent] = [ordered("M01", 1)]

    def post(line: str) -> None:
        log = shop_of_two.log()
        log.append(posted)
        log.close()

    shop_of_two.build(progress=post)
    assert_goes_on(shop_of_two, reader, live)
    assert f"event:{posted[0].event_id}" in {change.cause for change in feed(shop_of_two.store())[len(live) :]}


def test_numbers_stay_where_entries_were_forgotten(shop_of_two: Project) -> None:
    store = shop_of_two.store()
    person = store.changes(0, limit=1)[0].person_id
    store.forget([person])
    kept, last = feed(store), store.meta().feed_seq
    store.close()
    assert kept[0].seq > 1
    shop_of_two.build()
    now = feed(shop_of_two.store())
    assert now[: len(kept)] == kept
    assert now[len(kept)].seq == last + 1


def test_a_build_that_fails_at_the_very_end_leaves_the_worker_its_generation(
    shop_of_two: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = shop_of_two.current_run()

    def failing(name: str) -> None:
        raise OSError(f"no pointer to {name}")

    monkeypatch.setattr(shop_of_two.generations, "switch", failing)
    with pytest.raises(OSError, match="no pointer"):
        shop_of_two.build()
    monkeypatch.undo()
    busy = Busy(shop_of_two, Reader(shop_of_two.folder), [[ordered("M01", 1)]])
    busy("")
    assert (shop_of_two.current_run(), shop_of_two.store().meta().log_seq) == (run_id, 1)


def test_a_worker_in_a_thread_of_its_own_never_repeats_a_number(shop_of_two: Project) -> None:
    reader, stop = Reader(shop_of_two.folder), threading.Event()
    turns = Turns(shop_of_two.folder, clock=lambda: START + 90 * HOUR_US)

    def work() -> None:
        log, number = shop_of_two.log(), 0
        while not stop.is_set():
            log.append([ordered(f"M{number % 12:02d}", number)])
            number += 1
            while turns.turn():
                continue
            reader.page(20)
        log.close()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        for _ in range(3):
            shop_of_two.build()
    finally:
        stop.set()
        thread.join()
    while turns.turn():
        continue
    assert turns.run_id == shop_of_two.current_run()
    assert_goes_on(shop_of_two, reader, [])


people = st.sampled_from(["M00", "M01", "M02", "N1", "N2"])
links = st.sampled_from([None, None, "cookie:c1", "cookie:c2", "device_id:phone-of-M03"])
posted = st.lists(st.lists(st.tuples(people, links), max_size=3), max_size=5)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Project]:
    def made() -> Project:
        return differing(usual_shop(), tmp_path_factory.mktemp("succession") / "shop")

    return made


@settings(max_examples=3, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(posted)
def test_whatever_is_written_meanwhile_the_feed_from_empty_gives_the_assignments(
    template: Callable[[], Project], posted: list[list[tuple[str, str | None]]]
) -> None:
    project = template()
    numbers = iter(range(99))
    batches = [[ordered(who, next(numbers), link=link) for who, link in batch] for batch in posted]
    busy = Busy(project, Reader(project.folder), batches)
    project.build(progress=busy)
    assert_goes_on(project, busy.reader, busy.live)
