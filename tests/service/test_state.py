from __future__ import annotations

import asyncio
import time

from huaxiang.project.opening import Project
from huaxiang.service import state
from huaxiang.service.state import FeedHead, Service


def test_who_waits_for_the_feed_is_woken_when_it_moves():
    async def waited():
        head = FeedHead()
        waiting = asyncio.create_task(head.beyond(4, seconds=30))
        await asyncio.sleep(0)
        head.advance(5)
        return await waiting, await head.beyond(5, seconds=0.01)

    assert asyncio.run(waited()) == (True, False)


def test_everyone_is_read_anew_only_when_the_store_has_moved(shop):
    service = Service.of(Project.open(shop), worker=False)
    first, _ = service.audiences()
    assert service.audiences()[0] is first
    Project.open(shop).build()
    assert service.audiences()[0] is not first
    service.close()


def test_the_position_counts_events_that_wait(shop):
    service = Service.of(Project.open(shop), worker=False)
    meta, pending, lag = service.position()
    assert (meta.log_seq, pending) == (0, 0)
    assert lag > 0
    service.close()


def test_a_slow_reading_goes_on_behind_while_the_last_one_is_used(client, service, monkeypatch):
    monkeypatch.setattr(state, "_QUICK_SECONDS", 0.0)
    monkeypatch.setattr(state, "_INDEX_SECONDS", 0.0)
    first, _ = service.audiences()
    before = first.select("did(product_viewed) >= 4").members
    client.post("/v1/track", json={"messageId": "n1", "event": "Product Viewed", "userId": "M01"})
    client.turns()
    assert service.audiences()[0] is first
    until = time.monotonic() + 20
    while service.audiences()[0] is first and time.monotonic() < until:
        time.sleep(0.01)
    second, _ = service.audiences()
    assert second.index.meta.log_seq == 1
    assert second.kept_events is first.kept_events
    assert len(second.select("did(product_viewed) >= 4").members) == len(before) + 1
