from __future__ import annotations

import base64
import gzip
import json
from typing import Any
from urllib.parse import quote

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.domain.instants import from_iso
from huaxiang.ingest.dialects.base import DialectSettings, Incoming, Request
from huaxiang.ingest.dialects.posthog import PATHS, answer, read

SETTINGS = DialectSettings({"user_id": "member_no", "anonymous_id": "cookie", "phone": "mobile"}, "CNY")


def events(path: str = "/batch/", query: dict[str, str] | None = None, **body: Any) -> list[Incoming]:
    return read(Request(path, json.dumps(body).encode(), query or {}), settings=SETTINGS).events


def one(**item: Any) -> Incoming:
    return events(batch=[{"event": "x", "distinct_id": "u1", **item}])[0]


def test_every_way_of_sending_gives_the_same_event():
    item = {"api_key": "k", "event": "Product Viewed", "properties": {"distinct_id": "u1", "product_id": "中文>>??"}}
    plain = json.dumps(item, ensure_ascii=False).encode()
    coded = base64.b64encode(plain)
    ways = [
        Request("/capture/", plain),
        Request("/i/v0/e/", plain, headers={"content-type": "text/plain"}),
        Request("/e/", gzip.compress(plain), {"compression": "gzip-js"}),
        Request("/batch", json.dumps({"api_key": "k", "batch": [item]}).encode()),
        Request("/e/", json.dumps([item]).encode()),
        Request("/e/", b"data=" + quote(coded, safe="").encode(), {"compression": "base64"}),
        Request("/e/", b"data=" + coded),
        Request("/e/", coded),
        Request("/e/", b"data=" + quote(base64.b64encode(gzip.compress(plain)), safe="").encode()),
    ]
    found = [read(way, settings=SETTINGS) for way in ways]
    assert all(way.path in PATHS for way in ways)
    assert [[(e.name, e.item_id, e.identities) for e in each.events] for each in found] == [
        [("product_viewed", "中文>>??", [("member_no", "u1")])]
    ] * len(ways)
    assert {each.keys[0] for each in found} == {"k"}


@pytest.mark.parametrize(
    ("item", "identities"),
    [
        ({}, [("member_no", "u1")]),
        ({"properties": {"$device_id": "u1"}}, [("cookie", "u1")]),
        ({"properties": {"$is_identified": False}}, [("cookie", "u1")]),
        ({"options": {"process_person_profile": False}}, [("cookie", "u1")]),
        ({"properties": {"$device_id": "d1"}}, [("member_no", "u1"), ("cookie", "d1")]),
        ({"distinct_id": None, "properties": {"distinct_id": 7}}, [("member_no", "7")]),
        ({"distinct_id": ["a"]}, []),
    ],
)
def test_a_distinct_id_is_the_users_or_the_browsers_own(item, identities):
    assert one(**item).identities == identities


def test_identifying_links_sets_and_sets_once():
    properties = {
        "$anon_distinct_id": "a1",
        "$set": {"level": "gold", "email": "a@b.example", "$browser": "Chrome"},
        "$set_once": {"$initial_os": "iOS", "first_channel": "wx"},
    }
    linked, *traits = events(batch=[{"event": "$identify", "distinct_id": "u1", "uuid": "m", "properties": properties}])
    assert (linked.name, linked.link_kind) == ("identity_linked", "login")
    assert linked.identities == [("member_no", "u1"), ("cookie", "a1"), ("email", "a@b.example")]
    assert [(e.message_id, e.name, e.properties) for e in traits] == [
        ("m:level", "trait_set", {"property": "level", "value": "gold"}),
        ("m:once:first_channel", "trait_set_once", {"property": "first_channel", "value": "wx"}),
    ]


def test_aliases_and_merges_link_two_ids_and_need_both():
    alias = one(event="$create_alias", properties={"distinct_id": "u1", "alias": "a1"})
    merge = one(event="$merge_dangerously", properties={"alias": "u2"})
    assert (alias.name, alias.link_kind, alias.identities) == (
        "identity_linked",
        "alias",
        [("member_no", "u1"), ("cookie", "a1")],
    )
    assert (merge.link_kind, merge.identities) == ("alias", [("member_no", "u1"), ("member_no", "u2")])
    assert one(event="$create_alias", properties={}).fault == "no_alias"


def test_traits_are_set_taken_back_and_come_along_with_any_event():
    first, second = events(batch=[{"event": "$set", "distinct_id": "u1", "uuid": "m", "$set": {"a": 1, "b": 2}}])
    assert (first.message_id, first.answers_to, first.is_beside, second.is_beside) == ("m:a", "m", False, True)
    assert one(event="$unset", properties={"$unset": ["a"]}).properties == {"property": "a", "value": ""}
    assert one(event="$set").fault == "no_traits"
    names = [e.name for e in events(batch=[{"event": "Paid", "distinct_id": "u1", "properties": {"$set": {"a": 1}}}])]
    assert names == ["paid", "trait_set"]


def test_groups_are_of_no_person():
    assert one(event="$groupidentify", properties={"$group_type": "company"}).fault == "not_supported"


def test_presets_say_where_it_was_and_addresses_are_not_kept():
    presets = {
        "$lib": "web",
        "$os": "Windows",
        "$session_id": "s1",
        "$current_url": "https://shop.example/p/1?phone=139",
        "$ip": "1.2.3.4",
        "$geoip_city_name": "杭州",
        "$el_text": "加入购物车",
        "token": "k",
        "colour": "red",
    }
    event = one(event="$autocapture", properties=presets)
    assert (event.name, event.channel, event.device, event.session_id) == ("element_clicked", "web", "desktop", "s1")
    assert (event.page, event.properties) == ("/p/1", {"element_content": "加入购物车", "colour": "red"})
    assert one(properties={"$os": "Linux", "$is_server": True}).device is None
    screen = one(event="$screen", properties={"$screen_name": "Cart", "$lib": "posthog-ios"})
    assert (screen.name, screen.page, screen.channel) == ("screen_viewed", "Cart", "app")


def test_instants_are_the_senders_or_so_long_before_the_request():
    assert one(timestamp="2025-11-11T12:00:00Z").occurred_at == from_iso("2025-11-11T12:00:00Z")
    assert one(timestamp="yesterday").fault == "bad_time"
    sent = events("/e/", {"_": "1762862400000"}, event="x", distinct_id="u1", offset=1500)[0]
    assert (sent.sent_at, sent.occurred_at) == (from_iso("2025-11-11T12:00:00Z"), from_iso("2025-11-11T11:59:58.5Z"))
    batch = events(sent_at="2025-11-11T12:00:01Z", batch=[{"event": "x"}])[0]
    assert batch.sent_at == from_iso("2025-11-11T12:00:01Z")


def test_keys_stand_beside_the_batch_in_the_address_or_in_the_event():
    def keys(body: Any, **query: str) -> tuple[str, ...]:
        return read(Request("/batch/", json.dumps(body).encode(), query), settings=SETTINGS).keys

    assert keys({"api_key": "k1", "batch": []}) == ("k1",)
    assert keys([{"event": "x", "properties": {"token": "k2"}}]) == ("k2",)
    assert keys({"event": "x", "token": "k3"}, token="k4") == ("k4", "k3", "k3")


def test_answers_are_what_each_path_waits_for():
    verdicts = [
        {"messageId": "a", "verdict": "accepted"},
        {"messageId": "b", "verdict": "duplicate"},
        {"messageId": "c", "verdict": "accepted", "reason": "no_identity"},
        {"messageId": "d", "verdict": "parked", "reason": "future"},
        {
            "messageId": "e",
            "verdict": "accepted",
            "besides": [{"messageId": "e:x", "verdict": "refused", "reason": "r"}],
        },
    ]
    assert json.loads(answer(Request("/i/v1/analytics/events"), verdicts).body)["results"] == {
        "a": {"result": "ok"},
        "b": {"result": "ok"},
        "c": {"result": "warning", "details": "no_identity"},
        "d": {"result": "drop", "details": "parked: future"},
        "e": {"result": "warning", "details": "r"},
    }
    assert json.loads(answer(Request("/capture/"), verdicts).body)["status"] == 1
    for path in ("/flags/", "/flags", "/decide", "/decide/"):
        flags = json.loads(answer(Request(path), []).body)
        assert (flags["flags"], flags["featureFlags"], flags["errorsWhileComputingFlags"]) == ({}, {}, False)


def test_asking_for_flags_is_no_event_and_has_its_key():
    asked = read(Request("/flags/", b'{"token":"k","distinct_id":"u1"}'), settings=SETTINGS)
    assert (asked.events, asked.keys) == ([], ("k",))


@pytest.mark.parametrize("body", [b"{}", b"data=", b"x", base64.b64encode(b"7")])
def test_a_body_without_an_event_is_a_mistake(body):
    with pytest.raises(BadInput):
        read(Request("/e/", body), settings=SETTINGS)
