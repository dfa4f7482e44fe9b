from __future__ import annotations

import asyncio
import json
import shutil

import pytest

from huaxiang.console.live.feed import LiveFeed
from huaxiang.ingest.dialects.base import Request, dialect
from huaxiang.project.opening import Project
from huaxiang.service.state import Service
from huaxiang.service.worker_process import Turns


class Ear:
    def __init__(self, *, wants_updates):
        self.wants_updates = wants_updates
        self.heard = []

    def hear(self, tidings):
        self.heard.append(tidings)

    async def until(self, is_enough):
        for _ in range(200):
            if any(map(is_enough, self.heard)):
                return
            await asyncio.sleep(0.05)
        raise AssertionError(f"never heard: {self.heard[-1:]}")


@pytest.fixture
def service(built_shop, tmp_path):
    folder = shutil.copytree(built_shop, tmp_path / "shop")
    made = Service.of(Project.open(folder), worker=False)
    yield made
    made.close()


def order(service, user):
    """An order of somebody, folded."""
    event = {
        "event": "Order Completed",
        "messageId": f"o-{user}",
        "userId": user,
        "properties": {"order_id": "n1", "total": 9},
    }
    (taken,) = service.intake.take(dialect("segment"), Request("/v1/track", json.dumps(event).encode()), source="live")
    assert taken["verdict"] == "accepted"
    turns = Turns(service.readings.project.folder)
    while turns.turn():
        pass
    service.head.advance(service.feed_seq())


def test_a_page_begins_with_what_was_and_then_hears_what_comes_with_the_events_name(service):
    async def watch():
        feed, ear = LiveFeed(service), Ear(wants_updates=True)
        feed.join(ear)
        await ear.until(lambda told: told.is_anew and told.standing is not None)
        before = {each.seq for each in feed.recent()}
        await asyncio.to_thread(order, service, "M01")
        await ear.until(lambda told: not told.is_anew and "fact.buyer" in {each.tag_key for each in told.updates})
        fresh = [each for each in feed.recent() if each.seq not in before]
        bought = next(each for each in fresh if each.tag_key == "fact.buyer")
        assert (bought.name, bought.cause, feed.event_name(bought.event_id)) == ("M01", "event", "order_completed")
        assert any(bought.person_id in told.people for told in ear.heard)
        assert feed.recent()[0].seq == max(each.seq for each in feed.recent())
        feed.leave(ear)

    asyncio.run(watch())


def test_one_reader_serves_all_and_rests_when_nobody_listens(service):
    async def watch():
        feed, ears = LiveFeed(service), [Ear(wants_updates=True), Ear(wants_updates=False)]
        assert feed.is_at_rest
        for ear in ears:
            feed.join(ear)
        for ear in ears:
            await ear.until(lambda told: told.standing is not None)
        assert ears[0].heard[0].standing is ears[1].heard[0].standing
        for ear in ears:
            feed.leave(ear)
        for _ in range(100):
            if feed.is_at_rest:
                break
            await asyncio.sleep(0.05)
        assert feed.is_at_rest
        assert not feed.is_whole

    asyncio.run(watch())


def test_who_asks_of_whom_alone_is_told_of_whom_alone(service):
    async def watch():
        feed, ear = LiveFeed(service), Ear(wants_updates=False)
        feed.join(ear)
        await ear.until(lambda told: told.standing is not None)
        await asyncio.to_thread(order, service, "M02")
        await ear.until(lambda told: bool(told.people))
        assert all(told.updates == () for told in ear.heard)
        feed.leave(ear)

    asyncio.run(watch())


def test_a_page_that_fails_is_told_no_more_and_the_others_are(service):
    class Broken(Ear):
        def hear(self, tidings):
            super().hear(tidings)
            raise RuntimeError

    async def watch():
        feed, broken, ear = LiveFeed(service), Broken(wants_updates=False), Ear(wants_updates=False)
        feed.join(broken)
        feed.join(ear)
        await ear.until(lambda told: len(ear.heard) > 1 and told.standing is not None)
        assert len(broken.heard) == 1
        feed.leave(ear)

    asyncio.run(watch())
