from __future__ import annotations

import threading
import time

import pytest

from huaxiang.audiences import following
from huaxiang.audiences.bitmaps import PeopleBitmaps
from huaxiang.project.opening import Project
from huaxiang.service import everyone
from huaxiang.service.state import Service
from huaxiang.stores.sqlite import SQLiteStore

DID = "did(product_viewed) >= 4"


@pytest.fixture
def forgetful(monkeypatch):
    """The store does not know who was touched."""
    monkeypatch.setattr(following, "_touched", lambda *_: None)


def post_view(client, number="1"):
    client.post("/v1/track", json={"messageId": f"n{number}", "event": "Product Viewed", "userId": "M01"})
    client.turns()


def test_everyone_is_read_once_and_then_followed(client, service, monkeypatch):
    first, _ = service.audiences()
    before = first.select(DID).members
    monkeypatch.setattr(PeopleBitmaps, "read", None)
    assert service.audiences()[0] is first
    post_view(client)
    second, _ = service.audiences()
    assert (second, second.bitmaps.meta.log_seq) == (first, 1)
    assert len(second.select(DID).members) == len(before) + 1
    assert second.index.meta == second.bitmaps.meta


def test_a_new_build_and_a_changed_state_of_a_tag_are_read_anew(shop):
    service = Service.of(Project.open(shop), worker=False)
    first, _ = service.audiences()
    states = Project.open(shop).ledger / "tag-states.jsonl"
    states.parent.mkdir(exist_ok=True)
    with states.open("a", encoding="utf-8") as file:
        file.write("")
    second, _ = service.audiences()
    assert (second is first, second.kept_events is first.kept_events) == (False, True)
    Project.open(shop).build()
    third, _ = service.audiences()
    assert (third is second, third.bitmaps.meta.run_id == second.bitmaps.meta.run_id) == (False, False)
    service.close()


def test_a_slow_reading_goes_on_behind_while_the_last_one_is_used(client, service, forgetful, monkeypatch):
    monkeypatch.setattr(everyone, "_QUICK_SECONDS", 0.0)
    monkeypatch.setattr(everyone, "_INDEX_SECONDS", 0.0)
    first, _ = service.audiences()
    before = first.select(DID).members
    post_view(client)
    assert service.audiences()[0] is first
    until = time.monotonic() + 20
    while service.audiences()[0] is first and time.monotonic() < until:
        time.sleep(0.01)
    second, _ = service.audiences()
    assert second.bitmaps.meta.log_seq == 1
    assert second.kept_events is first.kept_events
    assert len(second.select(DID).members) == len(before) + 1


def test_a_quick_reading_is_done_at_once(client, service, forgetful, monkeypatch):
    monkeypatch.setattr(everyone, "_QUICK_SECONDS", 60.0)
    monkeypatch.setattr(everyone, "_QUICK_SHARE", 0)
    service.audiences()
    post_view(client)
    assert service.audiences()[0].bitmaps.meta.log_seq == 1


def test_who_asks_while_another_moves_it_on_gets_it_as_it_is(client, service, monkeypatch):
    first, _ = service.audiences()
    post_view(client)
    entered, go_on, plain = threading.Event(), threading.Event(), SQLiteStore.touched_since

    def slow(store, revision):
        entered.set()
        assert go_on.wait(20)
        return plain(store, revision)

    monkeypatch.setattr(SQLiteStore, "touched_since", slow)
    mover = threading.Thread(target=service.audiences)
    mover.start()
    assert entered.wait(20)
    same, lock = service.audiences()
    with lock:
        assert (same, same.bitmaps.meta.log_seq) == (first, 0)
    go_on.set()
    mover.join(20)
    assert service.audiences()[0].bitmaps.meta.log_seq == 1


def test_the_feed_is_followed_without_being_asked(client, service, monkeypatch):
    monkeypatch.setattr(everyone, "_TICK_SECONDS", 0.01)
    found, _ = service.audiences()
    post_view(client)
    until = time.monotonic() + 20
    while found.bitmaps.meta.log_seq == 0 and time.monotonic() < until:
        time.sleep(0.01)
    assert found.bitmaps.meta.log_seq == 1


def test_what_an_earlier_question_was_given_can_still_be_used(client, service, forgetful, monkeypatch):
    monkeypatch.setattr(everyone, "_QUICK_SECONDS", 60.0)
    monkeypatch.setattr(everyone, "_QUICK_SHARE", 0)
    first, lock = service.audiences()
    post_view(client)
    second, _ = service.audiences()
    assert second is not first
    with lock:
        assert first.project.store().meta().run_id == first.bitmaps.meta.run_id
