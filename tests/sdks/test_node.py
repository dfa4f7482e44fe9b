"""The SDKs of node, unchanged but for the host, each in a process of its own."""

from __future__ import annotations

import pytest

IDS = [f"018f3c5e-0000-7000-8000-00000000000{number}" for number in range(3)]
both = pytest.mark.parametrize("script", ["segment.cjs", "rudder.cjs"])


@both
def test_every_call_of_segment_and_rudder_lies_in_the_log(running, node, script):
    assert node(script, "all")["errors"] == []
    events = {event.message_id: event for event in running.settled(11)}
    assert {message_id: event.name for message_id, event in events.items()} == {
        "m1": "product_viewed",
        "m2": "identity_linked",
        "m2:level": "trait_set",
        "m3": "page_viewed",
        "m4": "screen_viewed",
        "m5": "trait_set",
        "m5:group_plan": "trait_set",
        "m6": "identity_linked",
        "m7": "products_searched",
        "m7:consent:advertising": "consent_withdrawn",
        "m7:consent:analytics": "consent_given",
    }
    assert (events["m1"].identities, events["m1"].item_id, events["m1"].amount_minor) == (["user_id:u1"], "p1", 1990)
    assert events["m2"].identities == ["user_id:u1", "email:a@b.example"]
    assert (events["m6"].identities, events["m6"].link_kind) == (["user_id:u1", "anonymous_id:anon-1"], "alias")
    assert (events["m7"].text, events["m7"].identities) == ("轻薄 粉底", ["anonymous_id:anon-1"])
    assert events["m7:consent:advertising"].properties == {"purpose": "advertising"}
    assert {event.source for event in events.values()} == {"shop-app"}
    assert set(running.statuses) == {200}


@both
@pytest.mark.parametrize(("trouble", "status"), [("is_busy_once", 429), ("has_no_disk_once", 503)])
def test_what_finds_no_room_or_no_disk_comes_again(running, node, script, trouble, status):
    getattr(running, trouble)()
    assert node(script, "one")["errors"] == []
    assert [event.message_id for event in running.settled(1)] == ["m1"]
    assert running.statuses == [status, 200]


@both
def test_what_is_sent_twice_is_taken_once(running, node, script):
    assert [node(script, "one")["errors"] for _ in range(2)] == [[], []]
    running.settled(1)
    assert [each.verdicts for each in running.exchanges] == [["accepted"], ["duplicate"]]


@pytest.mark.parametrize("mode", ["v0", "v1"])
def test_every_call_of_posthog_lies_in_the_log(running, node, mode):
    said = node("posthog.cjs", "all", POSTHOG_CAPTURE_MODE=mode)
    assert said == {"errors": [], "flags": {}}
    events = running.settled(7)
    names = sorted(event.name for event in events)
    assert names == [
        *("identity_linked", "identity_linked", "page_viewed", "product_viewed", "products_searched"),
        *("trait_set", "trait_set_once"),
    ]
    by_id = {event.message_id: event for event in events}
    assert [by_id[each].name for each in IDS] == ["product_viewed", "page_viewed", "products_searched"]
    assert (by_id[IDS[0]].identities, by_id[IDS[0]].amount_minor, by_id[IDS[1]].page) == (["user_id:u1"], 1990, "/p/1")
    alias = next(event for event in events if event.link_kind == "alias")
    assert alias.identities == ["user_id:u1", "anonymous_id:anon-1"]
    packed = [each for each in running.exchanges if each.headers.get("content-encoding") == "gzip"]
    assert packed
    assert set(running.statuses) == {200}


@pytest.mark.parametrize("mode", ["v0", "v1"])
@pytest.mark.parametrize(("trouble", "status"), [("is_busy_once", 429), ("has_no_disk_once", 503)])
def test_posthog_comes_again_when_there_was_no_room_or_no_disk(running, node, mode, trouble, status):
    getattr(running, trouble)()
    assert node("posthog.cjs", "one", POSTHOG_CAPTURE_MODE=mode)["errors"] == []
    assert [event.message_id for event in running.settled(1)] == [IDS[0]]
    assert running.statuses == [status, 200]


@pytest.mark.parametrize("mode", ["plain", "gzip", "debug"])
def test_every_call_of_sensors_lies_in_the_log(running, node, mode):
    assert node("sensors.cjs", mode)["errors"] == []
    events = running.settled(5)
    assert [(event.name, event.identities) for event in events] == [
        ("order_completed", ["user_id:u1"]),
        ("identity_linked", ["user_id:u1", "anonymous_id:anon-1"]),
        ("trait_set", ["user_id:u1"]),
        ("trait_incremented", ["anonymous_id:u1"]),
        ("screen_viewed", ["anonymous_id:anon-1"]),
    ]
    assert (events[0].order_id, events[0].amount_minor, events[4].page) == ("o1", 1990, "pages/index")
    assert {each.path for each in running.exchanges} == {"/debug" if mode == "debug" else "/sa"}


def test_a_dry_run_of_sensors_writes_nothing(running, node):
    assert node("sensors.cjs", "dry")["errors"] == []
    assert running.events() == []
    assert [each.headers["dry-run"] for each in running.exchanges] == ["true"]


def test_sensors_in_debug_mode_is_told_what_was_wrong_and_the_rest_is_taken(running, node):
    assert node("sensors.cjs", "wrong")["errors"] == ["event 5: parked: future"]
    assert len(running.events()) == 4


def test_cloudevents_in_all_three_modes(running, node):
    assert node("cloudevents.cjs")["verdicts"] == [["accepted"], ["accepted"], ["duplicate", "accepted"]]
    assert [(event.name, event.message_id, event.identities) for event in running.events()] == [
        ("product_viewed", "/shop 1", ["user_id:u1"]),
        ("trait_set", "/shop 2", ["user_id:u1"]),
        ("order_completed", "/shop 3", ["user_id:u1"]),
    ]
