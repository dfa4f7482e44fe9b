from __future__ import annotations

import asyncio

from huaxiang.project.opening import Project
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
