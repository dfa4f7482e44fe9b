"""posthog of Python, unchanged but for the host, with the old endpoint and the new one."""

from __future__ import annotations

from typing import Any

import pytest

posthog = pytest.importorskip("posthog", reason="needs the extra sdks")
IDS = [f"018f3c5e-0000-7000-8000-00000000000{number}" for number in range(8)]


def client_of(running: Any, **more: Any) -> Any:
    errors: list[Any] = []
    client = posthog.Posthog(
        running.key,
        host=running.url,
        on_error=lambda error, batch: errors.append((error, batch)),
        flush_interval=0.05,
        **more,
    )
    client.errors = errors
    return client


modes = pytest.mark.parametrize("mode", ["v0", "v1"])


@modes
@pytest.mark.parametrize("is_packed", [True, False])
def test_every_call_lies_in_the_log_as_the_contract_names_it(running, mode, is_packed):
    client = client_of(running, capture_mode=mode, gzip=is_packed)
    client.capture("Product Viewed", distinct_id="u1", properties={"product_id": "p1", "price": 19.9}, uuid=IDS[0])
    client.capture(
        "$pageview", distinct_id="u1", properties={"$current_url": "https://shop.example/p/1?a=b"}, uuid=IDS[1]
    )
    client.set(distinct_id="u1", properties={"level": "gold"}, uuid=IDS[2])
    client.set_once(distinct_id="u1", properties={"first_channel": "wx"}, uuid=IDS[3])
    client.alias("u1", "anon-1", uuid=IDS[4])
    client.group_identify("company", "c1", {"size": 3}, uuid=IDS[5])
    client.shutdown()
    events = {event.message_id: event for event in running.settled(5)}
    assert {message_id: event.name for message_id, event in events.items()} == {
        IDS[0]: "product_viewed",
        IDS[1]: "page_viewed",
        f"{IDS[2]}:level": "trait_set",
        f"{IDS[3]}:once:first_channel": "trait_set_once",
        IDS[4]: "identity_linked",
    }
    viewed = events[IDS[0]]
    assert (viewed.identities, viewed.item_id, viewed.amount_minor, viewed.device) == (["user_id:u1"], "p1", 1990, None)
    assert events[IDS[1]].page == "/p/1"
    assert (events[IDS[4]].identities, events[IDS[4]].link_kind) == (["user_id:u1", "anonymous_id:anon-1"], "alias")
    assert {event.source for event in events.values()} == {"shop-app"}
    assert running.service.intake._log.refusals() == {"not_supported": 1}
    assert not [name for event in events.values() for name in event.properties if "ip" in name.split("_")]
    assert set(running.statuses) == {200}
    assert {each.path for each in running.exchanges} == {"/batch/" if mode == "v0" else "/i/v1/analytics/events"}
    if mode == "v0":
        assert client.errors == []
    else:
        (((error, _),)) = client.errors
        assert error.drops == [(IDS[5], "refused: not_supported")]


@modes
def test_what_is_sent_twice_is_taken_once(running, mode):
    for _ in range(2):
        client = client_of(running, capture_mode=mode)
        client.capture("Product Viewed", distinct_id="u1", uuid=IDS[0])
        client.shutdown()
        assert client.errors == []
    running.settled(1)
    assert [each.verdicts for each in running.exchanges] == [["accepted"], ["duplicate"]]


@modes
@pytest.mark.parametrize(("trouble", "status"), [("is_busy_once", 429), ("has_no_disk_once", 503)])
def test_what_finds_no_room_or_no_disk_comes_again(running, mode, trouble, status):
    getattr(running, trouble)()
    client = client_of(running, capture_mode=mode)
    client.capture("Product Viewed", distinct_id="u1", uuid=IDS[0])
    assert [event.message_id for event in running.settled(1)] == [IDS[0]]
    client.shutdown()
    assert running.statuses == [status, 200]
    assert client.errors == []


def test_flags_are_answered_with_none(running):
    client = client_of(running)
    assert client.get_all_flags("u1") == {}
    assert not client.evaluate_flags("u1").get_flag("new-cart")
    client.shutdown()
    assert {(each.path, each.status) for each in running.exchanges} <= {("/flags/", 200), ("/batch/", 200)}


@modes
def test_a_wrong_key_is_told_and_not_tried_again(running, mode):
    running.key = "wrong"
    client = client_of(running, capture_mode=mode)
    client.capture("Product Viewed", distinct_id="u1")
    client.shutdown()
    assert running.statuses == [401]
    (((error, _),)) = client.errors
    assert error.status == 401
    assert "the key is missing or unknown" in str(error)
