from __future__ import annotations

import asyncio
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from huaxiang.project.feed_pages import BeyondTheFeed
from huaxiang.service import shared_pages
from huaxiang.service.readings import Readings
from huaxiang.service.shared_pages import SharedPages


@pytest.fixture
def pages(built_shop):
    readings = Readings(built_shop)
    opened = SharedPages(readings)
    yield opened
    opened.close()
    readings.close()


def test_a_thousand_readers_at_one_place_cost_one_reading(pages):
    async def all_at_once():
        return await asyncio.gather(*(pages.wait_for(0, limit=100, mark=1) for _ in range(1_000)))

    found = asyncio.run(all_at_once())
    assert pages.n_read == 1
    assert all(each is found[0] for each in found)
    with ThreadPoolExecutor(8) as pool:
        again = list(pool.map(lambda _: pages.page(0, limit=100, mark=1), range(50)))
    assert all(each is found[0] for each in again)


def test_a_reader_who_goes_takes_the_page_from_nobody(pages, monkeypatch):
    begun, go_on = threading.Event(), threading.Event()
    read = shared_pages.feed_page

    def slow(*args, **more):
        begun.set()
        go_on.wait(10)
        return read(*args, **more)

    monkeypatch.setattr(shared_pages, "feed_page", slow)

    async def two():
        first = asyncio.create_task(pages.wait_for(0, limit=100, mark=1))
        await asyncio.to_thread(begun.wait)
        second = asyncio.create_task(pages.wait_for(0, limit=100, mark=1))
        await asyncio.sleep(0)
        first.cancel()
        await asyncio.sleep(0)
        go_on.set()
        return await second

    assert asyncio.run(two()).page.changes


def test_another_mark_is_another_page_and_few_are_kept(pages):
    for mark in range(shared_pages._KEPT + 5):
        pages.page(0, limit=20, mark=mark)
    assert pages.n_read == shared_pages._KEPT + 5
    assert len(pages._known) == shared_pages._KEPT


def test_a_fault_is_told_to_all_who_wait_and_not_kept(pages):
    for _ in range(2):
        with pytest.raises(BeyondTheFeed):
            pages.page(10**9, limit=20, mark=1)
    assert len(pages._known) == 0


def test_the_bytes_of_a_page_are_its_changes_and_a_position(pages):
    shared = pages.page(0, limit=100, mark=1)
    document = json.loads(shared.document)
    assert document["changes"] == shared.page.changes
    events = b"".join(shared.pieces()).decode().split("\n\n")
    assert all(len(piece) <= shared_pages._PIECE for piece in shared.pieces())
    told = [each.split("\n") for each in events if each]
    assert [json.loads(each[2].removeprefix("data: ")) for each in told[:-1]] == shared.page.changes
    assert told[-1][:2] == [f"id: {shared.page.next}", "event: position"]
