"""segment-analytics-python and rudder-sdk-python, unchanged but for the host."""

from __future__ import annotations

from typing import Any

import pytest

segment = pytest.importorskip("segment.analytics.client", reason="needs the extra sdks")
rudder = pytest.importorskip("rudderstack.analytics.client", reason="needs the extra sdks")


def segment_client(running: Any, **more: Any) -> Any:
    errors: list[Any] = []
    client = segment.Client(
        running.key,
        host=running.url,
        on_error=lambda error, batch: errors.append((error, batch)),
        upload_interval=0.05,
        max_retries=3,
        **more,
    )
    client.errors = errors
    return client


def rudder_client(running: Any, **more: Any) -> Any:
    errors: list[Any] = []
    client = rudder.Client(
        running.key,
        host=running.url,
        on_error=lambda error, batch: errors.append((error, batch)),
        upload_interval=0.05,
        max_retries=3,
        **more,
    )
    client.errors = errors
    return client


both = pytest.mark.parametrize("make", [segment_client, rudder_client], ids=["segment", "rudder"])


@both
@pytest.mark.parametrize("is_packed", [True, False])
def test_every_call_lies_in_the_log_as_the_contract_names_it(running, make, is_packed):
    client = make(running, gzip=is_packed)
    client.track("u1", "Product Viewed", {"product_id": "p1", "price": 19.9}, message_id="m1")
    client.identify("u1", {"level": "gold", "email": "a@b.example"}, message_id="m2")
    client.page("u1", "shop", "Home", message_id="m3")
    client.screen("u1", "shop", "Cart", message_id="m4")
    client.group("u1", "g1", {"plan": "pro"}, message_id="m5")
    client.alias("anon-1", "u1", message_id="m6")
    client.flush()
    client.join()
    events = {event.message_id: event for event in running.settled(8)}
    assert {message_id: event.name for message_id, event in events.items()} == {
        "m1": "product_viewed",
        "m2": "identity_linked",
        "m2:level": "trait_set",
        "m3": "page_viewed",
        "m4": "screen_viewed",
        "m5": "trait_set",
        "m5:group_plan": "trait_set",
        "m6": "identity_linked",
    }
    assert (events["m1"].identities, events["m1"].item_id, events["m1"].amount_minor) == (["user_id:u1"], "p1", 1990)
    assert events["m2"].identities == ["user_id:u1", "email:a@b.example"]
    assert (events["m6"].identities, events["m6"].link_kind) == (["user_id:u1", "anonymous_id:anon-1"], "alias")
    assert {event.source for event in events.values()} == {"shop-app"}
    assert client.errors == []
    assert set(running.statuses) == {200}
    assert {("content-encoding" in each.headers) for each in running.exchanges} == {is_packed}


@both
def test_what_is_sent_twice_is_taken_once(running, make):
    for _ in range(2):
        client = make(running)
        client.track("u1", "Order Completed", {"order_id": "o1", "total": 9}, message_id="m1")
        client.flush()
        client.join()
    running.settled(1)
    assert [each.verdicts for each in running.exchanges] == [["accepted"], ["duplicate"]]
    assert client.errors == []


@both
@pytest.mark.parametrize("trouble", ["is_busy_once", "has_no_disk_once"])
def test_what_finds_no_room_or_no_disk_comes_again(running, make, trouble):
    getattr(running, trouble)()
    client = make(running)
    client.track("u1", "Product Viewed", {"product_id": "p1"}, message_id="m1")
    assert [event.message_id for event in running.settled(1)] == ["m1"]
    client.flush()
    client.join()
    assert running.statuses == [429 if trouble == "is_busy_once" else 503, 200]
    assert client.errors == []


@both
def test_a_large_batch_arrives_whole(running, make):
    client = make(running)
    for number in range(250):
        client.track(f"u{number}", "Product Viewed", {"product_id": "p1"}, message_id=f"m{number}")
    client.flush()
    client.join()
    assert {event.message_id for event in running.settled(250)} == {f"m{number}" for number in range(250)}


@both
def test_a_wrong_key_is_told_and_not_tried_again(running, make):
    running.key = "wrong"
    client = make(running)
    client.track("u1", "Product Viewed", {}, message_id="m1")
    client.flush()
    client.join()
    assert running.statuses == [401]
    (((error, _),)) = client.errors
    assert (error.status, error.code) == (401, "unknown_key")
    assert "the key is missing or unknown" in error.message
