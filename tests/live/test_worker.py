from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.live.worlds import START, a_kit, a_store, an_event

from huaxiang.domain.errors import StorageError
from huaxiang.domain.instants import HOUR_US
from huaxiang.live.failpoints import arm
from huaxiang.live.worker import Worker
from huaxiang.logs.base import Log
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.stores.base import Store, Update
from huaxiang.stores.sqlite import SQLiteStore
from huaxiang.stores.sqlite_files import SQLiteGenerations
from huaxiang.tags.kit import Kit


class World:
    """A log, generations with their pointer, and workers on them."""

    def __init__(self, folder: Path) -> None:
        self.generations = SQLiteGenerations(folder)
        self.log: Log = SQLiteLog(folder / "log")

    def build(self, run_id: str, *, is_historic: bool = False) -> None:
        """A new, empty generation that becomes the current one."""
        a_store(self.generations.path(run_id), run_id, is_historic=is_historic).close()
        self.generations.switch(run_id)

    def store(self) -> Store:
        return self.generations.open(self.generations.current() or "none")

    def worker(self, batch: int = 2, **more: Any) -> Worker:
        return Worker(self.log, self.store, more.pop("make_kit", a_kit), batch=batch, **more)

    def order(self, hours: float, member: int) -> None:
        name = f"o{hours}-{member}"
        self.log.append([an_event("order_completed", hours, f"member_no:{member}", order_id=name, amount_minor=100)])


@pytest.fixture
def shop(tmp_path: Path) -> World:
    world = World(tmp_path / "store")
    world.generations.folder.mkdir(exist_ok=True)
    world.build("r1")
    return world


def test_it_steps_batch_by_batch_until_the_log_is_drained(shop: World) -> None:
    for member in range(5):
        shop.order(1, member)
    worker = shop.worker(batch=2)
    assert [worker.step() for _ in range(4)] == [2, 2, 1, 0]
    assert (worker.store.count(), worker.store.meta().log_seq) == (5, 5)
    shop.order(2, 9)
    assert worker.drain() == 1


def test_as_of_follows_events_or_the_wall_clock_and_never_goes_back(shop: World) -> None:
    worker = shop.worker()
    shop.order(5, 1)
    worker.step()
    assert worker.store.meta().as_of == START + 5 * HOUR_US
    shop.order(1, 2)
    worker.step()
    assert worker.store.meta().as_of == START + 5 * HOUR_US
    shop.order(6, 3)
    worker.step(now=START + 8 * HOUR_US)
    assert worker.store.meta().as_of == START + 8 * HOUR_US


def test_settling_reaches_its_instant_with_or_without_timers(shop: World) -> None:
    worker = shop.worker()
    worker.settle(START + HOUR_US)
    assert worker.store.meta().as_of == START + HOUR_US
    shop.order(2, 1)
    worker.settle(START + 60 * HOUR_US)
    assert worker.store.meta().as_of == START + 60 * HOUR_US
    assert worker.store.due(START + 60 * HOUR_US, limit=9) == []


def test_timers_may_be_fired_a_few_people_at_a_time(shop: World) -> None:
    for member in range(3):
        shop.order(1, member)
    worker = shop.worker()
    worker.drain()
    later = START + 30 * HOUR_US
    assert [worker.fire(as_of=later, limit=2) for _ in range(3)] == [2, 1, 0]


def test_it_follows_the_pointer_to_the_new_generation_and_reads_the_log_again(shop: World) -> None:
    worker = shop.worker()
    shop.order(1, 1)
    worker.drain()
    old = worker.store
    worker.follow()
    assert worker.store is old
    shop.build("r2")
    shop.order(2, 2)
    worker.follow()
    assert worker.store.meta().run_id == "r2"
    assert worker.drain() == 2
    assert {profile.run_id for profile in worker.store.profiles()} == {"r2"}
    assert SQLiteStore(shop.generations.path("r1")).meta().log_seq == 1


def test_a_view_of_the_past_stands_still_until_the_next_build(shop: World) -> None:
    worker = shop.worker()
    shop.order(1, 1)
    shop.build("r2", is_historic=True)
    worker.follow()
    worker.settle(START + 90 * HOUR_US)
    assert (worker.store.count(), worker.store.meta().log_seq, worker.store.meta().as_of) == (0, 0, START)
    shop.build("r3")
    worker.follow()
    assert worker.drain() == 1


@pytest.mark.parametrize("order", [lambda a, b: (a, b), lambda a, b: (b, a)])
def test_two_workers_on_one_generation_count_nothing_twice(
    shop: World, order: Callable[[Worker, Worker], tuple[Worker, Worker]]
) -> None:
    first, second = order(shop.worker(batch=2), shop.worker(batch=3))
    for hour in range(6):
        shop.order(hour, 1)
    while first.step() + second.step():
        continue
    first.settle(START + 50 * HOUR_US)
    second.settle(START + 50 * HOUR_US)
    alone = World(shop.generations.folder / "alone")
    alone.generations.folder.mkdir(exist_ok=True)
    alone.build("r1")
    for hour in range(6):
        alone.order(hour, 1)
    worker = alone.worker()
    worker.settle(START + 50 * HOUR_US)
    assert [profile.tags for profile in shop.store().profiles()] == [p.tags for p in worker.store.profiles()]
    assert shop.store().states(["member_no:1"]) == worker.store.states(["member_no:1"])


def test_a_worker_that_was_overtaken_reads_again(shop: World) -> None:
    shop.order(1, 1)
    slow, fast = shop.worker(), shop.worker()
    apply = slow.store.apply

    def overtaken(update: object) -> None:
        slow.store.apply = apply  # type: ignore[method-assign]
        fast.drain()
        apply(update)  # type: ignore[arg-type]

    slow.store.apply = overtaken  # type: ignore[method-assign]
    slow.drain()
    assert slow.store.meta().revision == 1
    assert len(slow.store.changes(0, limit=99)) == len(next(slow.store.profiles()).tags)


def test_a_sealed_generation_is_left_for_the_one_that_took_its_place(shop: World) -> None:
    worker = shop.worker()
    shop.order(1, 1)
    with worker.store.seal():
        shop.build("r2")
    assert worker.drain() == 2, "the batch that came too late, and the same batch on the new generation"
    assert worker.store.meta().run_id == "r2"
    assert (worker.store.count(), SQLiteStore(shop.generations.path("r1")).count()) == (1, 0)


@pytest.mark.parametrize("move", [Worker.settle, Worker.advance])
def test_timers_and_the_clock_leave_a_sealed_generation_too(shop: World, move: Callable[..., None]) -> None:
    worker = shop.worker()
    shop.order(1, 1)
    worker.drain()
    with worker.store.seal():
        shop.build("r2")
    move(worker, START + 60 * HOUR_US)
    assert worker.store.meta().run_id == "r2"


def test_the_clock_that_was_overtaken_is_no_failure(shop: World) -> None:
    worker, other = shop.worker(), shop.worker()
    apply = worker.store.apply

    def overtaken(update: Update) -> None:
        other.advance(START + 9)
        apply(update)

    worker.store.apply = overtaken  # type: ignore[method-assign]
    worker.advance(START + 5)
    assert worker.store.meta().as_of == START + 9


class Bug(Exception):
    """What a fault in our code may raise."""


def refusing_kit(is_bad: Callable[[str], bool]) -> Callable[[str], Kit]:
    """A kit whose reading of category labels fails for some brands."""

    def make(run_id: str) -> Kit:
        kit = a_kit(run_id)

        def categorise(labels: tuple[str | None, ...]) -> tuple[str | None, ...]:
            if labels[0] is not None and is_bad(labels[0]):
                raise Bug(labels[0])
            return kit.categorise(labels)

        return replace(kit, categorise=categorise)

    return make


def view(number: int, label: str) -> Any:
    return an_event("product_viewed", number, f"member_no:{number % 3}", properties={"l1": label})


def test_an_event_that_cannot_be_folded_is_parked_alone_and_the_rest_goes_on(shop: World) -> None:
    shop.log.append([view(n, "bad" if n in {3, 4, 8} else "good") for n in range(9)])
    told: list[str] = []
    worker = shop.worker(batch=8, make_kit=refusing_kit(lambda label: label == "bad"), tell=told.append)
    worker.drain()
    assert [each.seq for each in shop.log.parked()] == [4, 5, 9]
    assert all(each.why.startswith("Bug at ") for each in shop.log.parked())
    assert (shop.log.refusals(), worker.store.meta().log_seq) == ({"unfoldable": 3}, 9)
    assert len(told) == 3
    assert "log position 4" in told[0]
    assert "bad" not in told[0]
    alone = World(shop.generations.folder / "alone")
    alone.generations.folder.mkdir(exist_ok=True)
    alone.build("r1")
    alone.log.append([view(n, "good") for n in range(9) if n not in {3, 4, 8}])
    other = alone.worker()
    other.drain()
    people = [(each.person_id, each.tags) for each in worker.store.profiles()]
    assert people == [(each.person_id, each.tags) for each in other.store.profiles()]
    names = [f"member_no:{n}" for n in range(3)]
    assert worker.store.states(names) == other.store.states(names)


def test_a_number_that_no_store_can_keep_parks_its_event(shop: World) -> None:
    shop.order(1, 1)
    shop.log.append([an_event("order_completed", 2, "member_no:1", order_id="o", amount_minor=2**63 - 1)])
    shop.order(3, 1)
    worker = shop.worker()
    worker.drain()
    assert [each.seq for each in shop.log.parked()] == [2]
    assert worker.store.meta().log_seq == 3


def test_a_worker_killed_between_parking_and_going_on_goes_on_later(shop: World) -> None:
    shop.order(1, 1)
    shop.log.park(1, "x")
    worker = shop.worker()
    assert worker.drain() == 0
    assert worker.store.meta().log_seq == 1
    assert shop.log.parked()[0].seq == 1


def test_a_fault_of_a_hundred_events_in_a_row_is_raised_by_this_worker_and_the_next(shop: World) -> None:
    shop.log.append([view(n, "bad") for n in range(120)])
    for _ in range(2):
        with pytest.raises(Bug):
            shop.worker(batch=500, make_kit=refusing_kit(lambda _: True)).drain()
        assert [each.seq for each in shop.log.parked()] == list(range(1, 101))
    mended = shop.worker()
    mended.drain()
    assert (len(shop.log.parked()), mended.store.meta().log_seq) == (100, 120)


def test_a_store_that_cannot_be_written_parks_nothing(shop: World) -> None:
    shop.order(1, 1)
    worker = shop.worker()

    def full(update: Update) -> None:
        raise StorageError("the disk is full")

    worker.store.apply = full  # type: ignore[method-assign]
    with pytest.raises(StorageError):
        worker.drain()
    assert shop.log.parked() == []


def test_a_store_that_cannot_be_read_parks_nothing(shop: World) -> None:
    shop.order(1, 1)
    worker = shop.worker()

    def gone(names: object) -> None:
        raise sqlite3.OperationalError("unable to open database file")

    worker.store.identities = gone  # type: ignore[method-assign,assignment]
    with pytest.raises(sqlite3.OperationalError):
        worker.drain()
    assert shop.log.parked() == []


def test_without_a_size_a_step_takes_what_waits_and_says_what_it_did(shop: World) -> None:
    for member in range(7):
        shop.order(1, member)
    worker, begun = shop.worker(batch=None), []
    worker.begin = lambda first, last: begun.append((first, last))
    assert [worker.step(most=2), worker.step(), worker.step()] == [2, 5, 0]
    assert begun == [(1, 2), (3, 7)]
    assert (worker.worked.n_events, worker.worked.n_steps, worker.worked.batch_events) == (7, 2, 5)
    assert worker.worked.busy_seconds >= worker.worked.step_seconds > 0


def test_the_next_event_can_be_set_aside_with_a_reason(shop: World) -> None:
    for member in range(2):
        shop.order(1, member)
    worker = shop.worker()
    worker.set_aside("it hung")
    assert [(each.seq, each.why) for each in shop.log.parked()] == [(1, "it hung")]
    assert (worker.drain(), worker.worked.n_parked) == (1, 1)
    worker.set_aside("nothing waits")
    assert len(shop.log.parked()) == 1


def test_a_fold_that_fails_inside_the_stores_transaction_leaves_nothing_of_itself(shop: World) -> None:
    shop.order(1, 1)
    worker = shop.worker()
    arm("in_fold_transaction=fail")
    try:
        worker.step()
    finally:
        arm("")
    assert (worker.store.count(), worker.store.changes(0, limit=9), worker.store.states(["member_no:1"])) == (0, [], {})
    assert [each.why.partition(" at ")[0] for each in shop.log.parked()] == ["Reached"]


def test_the_log_is_brought_to_its_place(shop: World) -> None:
    shop.order(1, 1)
    shop.worker().checkpoint()
    assert len(shop.log.read(0)) == 1


def test_draining_ends_where_the_log_ended_when_it_began(shop: World) -> None:
    shop.order(1, 1)
    worker = shop.worker(batch=1)
    worker.begin = lambda first, last: shop.order(2 + last, 1)
    assert worker.drain() == 1
    assert shop.log.last_seq() == 2
