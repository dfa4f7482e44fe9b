from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.live.worlds import START, a_kit, a_store, an_event

from huaxiang.domain.instants import HOUR_US
from huaxiang.live.worker import Worker
from huaxiang.logs.base import Log
from huaxiang.logs.sqlite import SQLiteLog
from huaxiang.stores.base import Store
from huaxiang.stores.generations import Generations
from huaxiang.stores.sqlite import SQLiteStore


class World:
    """A log, generations with their pointer, and workers on them."""

    def __init__(self, folder: Path) -> None:
        self.generations = Generations(folder)
        self.log: Log = SQLiteLog(folder / "log")

    def build(self, run_id: str, *, is_historic: bool = False) -> None:
        """A new, empty generation that becomes the current one."""
        a_store(self.generations.path(run_id), run_id, is_historic=is_historic).close()
        self.generations.switch(run_id)

    def store(self) -> Store:
        return SQLiteStore(self.generations.current_path())

    def worker(self, batch: int = 2) -> Worker:
        return Worker(self.log, self.store, a_kit, batch=batch)

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
