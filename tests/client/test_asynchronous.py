from __future__ import annotations

import asyncio

import httpx
import pytest

from huaxiang.client import AsyncClient
from huaxiang.domain.errors import ServiceError


def test_it_gives_the_same_answers_as_the_blocking_one(served):
    async def asked():
        async with AsyncClient(served.url) as client:
            end = [page async for page in client.changes()][-1].next
            follower = asyncio.create_task(anext(client.follow(end)))
            verdict = await client.track("Order Completed", user_id="M01", properties={"order_id": "n1", "total": 10})
            await asyncio.to_thread(served.turns)
            page = await asyncio.wait_for(follower, 20)
            portrait, why = await asyncio.gather(client.person("M01"), client.why("M01", "fact.buyer"))
            count, ready = await asyncio.gather(client.count("tag(fact.buyer)"), client.ready())
            with pytest.raises(ServiceError, match="404"):
                await client.person("member_no:nobody")
            return verdict, page, portrait, why, count, ready

    verdict, page, portrait, why, count, ready = asyncio.run(asked())
    assert verdict.is_kept
    assert "fact.buyer" in {change.tag_key for change in page.changes}
    assert "fact.buyer" in portrait.keys
    assert why.holds
    assert count.count >= 1
    assert ready.is_ready


def test_a_busy_service_and_a_broken_stream_are_met_as_by_the_blocking_one(patience):
    told = 'event: position\ndata: {"as_of": "2025-11-11T12:00:00Z", "run_id": "r", "lag_seconds": 1, "next": 8}\n\n'
    left = [
        httpx.Response(503),
        httpx.Response(200, text=told),
        httpx.Response(503),
        httpx.Response(404, json={"error": "gone"}),
    ]
    waited = []

    async def pause(seconds):
        waited.append(seconds)

    async def asked():
        client = AsyncClient(
            "http://shop.test", patience=patience, transport=httpx.MockTransport(lambda _: left.pop(0))
        )
        client._sleep = pause
        page = await anext(client.follow(3))
        with pytest.raises(ServiceError, match="404 gone"):
            await client.person("1")
        await client.close()
        return page

    assert asyncio.run(asked()).next == 8
    assert len(waited) == 2
