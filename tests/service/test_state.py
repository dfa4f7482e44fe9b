from __future__ import annotations

import asyncio
import time

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


def test_many_streams_wait_longer_for_the_next_page_and_none_longer_than_half_a_second():
    async def waited(n):
        head = FeedHead()
        head.n_following = n
        began = time.monotonic()
        await head.pause()
        return time.monotonic() - began

    assert asyncio.run(waited(1)) < 0.1 < asyncio.run(waited(1_000))
    assert asyncio.run(waited(10**6)) < 2


def test_the_mark_moves_with_every_write_and_with_the_states_of_tags(client, service, shop):
    marks = [service.mark()]
    client.post("/v1/track", json={"event": "Product Viewed", "userId": "M01"})
    client.turns()
    marks.append(service.mark())
    (shop / "ledger" / "tag-states.jsonl").write_text('{"key": "fact.buyer", "state": "frozen"}\n')
    marks.append(service.mark())
    assert len(set(marks)) == 3
    assert service.mark() == marks[-1]


def test_the_position_counts_events_that_wait(shop):
    service = Service.of(Project.open(shop), worker=False)
    meta, pending, lag = service.position()
    assert (meta.log_seq, pending) == (0, 0)
    assert lag > 0
    service.close()
