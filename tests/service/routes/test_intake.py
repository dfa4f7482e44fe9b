from __future__ import annotations

import gzip
import json

import pytest


def test_each_event_has_its_verdict_and_a_bad_one_takes_no_other_along(client):
    batch = [
        {"type": "track", "messageId": "a", "event": "Product Viewed", "userId": "M01"},
        {"type": "track", "messageId": "b", "userId": "M01"},
        7,
        {"type": "track", "messageId": "a", "event": "Product Viewed", "userId": "M01"},
        {"type": "track", "messageId": "c", "event": "x", "userId": "M01", "timestamp": "2099-01-01T00:00:00Z"},
        {"type": "track", "messageId": "d", "event": "x"},
        {"type": "identify", "messageId": "e", "userId": "M01", "traits": {"level": "gold", "vip": True}},
    ]
    answer = client.post("/v1/batch", json={"batch": batch}).json()
    assert answer["success"] is True
    assert [(each["verdict"], each.get("reason")) for each in answer["events"]] == [
        ("accepted", None),
        ("refused", "no_name"),
        ("refused", "not_an_object"),
        ("duplicate", None),
        ("parked", "future"),
        ("accepted", "no_identity"),
        ("accepted", None),
    ]
    assert [each["messageId"] for each in answer["events"]][:2] == ["a", "b"]


def test_an_accepted_event_moves_the_portrait(client):
    client.post("/v1/identify", json={"messageId": "a", "userId": "M01", "traits": {"level": "gold"}})
    order = {"messageId": "b", "event": "Order Completed", "userId": "M01", "properties": {"order_id": "n", "total": 9}}
    client.post("/v1/track", json=order)
    client.turns()
    answer = client.get("/v1/people/member_no:M01").json()
    assert answer["traits"]["level"] == "gold"
    assert "fact.buyer" in {tag["key"] for tag in answer["tags"]}


def test_someone_new_and_an_alias_become_one_person(client):
    client.post("/v1/track", json={"messageId": "a", "event": "Product Viewed", "anonymousId": "new-1"})
    client.turns()
    first = client.get("/v1/people/cookie:new-1").json()["person_id"]
    client.post("/v1/alias", json={"messageId": "b", "previousId": "new-1", "userId": "M77"})
    client.turns()
    assert client.get("/v1/people/member_no:M77").json()["person_id"] == first


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "application/json"])
def test_content_counts_and_not_the_header(client, content_type):
    body = json.dumps({"event": "Product Viewed", "userId": "M01"}).encode()
    for content in (body, gzip.compress(body)):
        answer = client.post("/v1/track", content=content, headers={"content-type": content_type})
        assert answer.json()["events"][0]["verdict"] in {"accepted", "duplicate"}


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff\xfe", b"\x1f\x8bno", b'{"batch": 7}', b"{}"])
def test_a_body_that_cannot_be_read_is_400_in_one_line(client, body):
    answer = client.post("/v1/batch", content=body)
    assert (answer.status_code, answer.json()["success"]) == (400, False)
    assert "\n" not in answer.json()["error"]


def test_bodies_over_the_limit_are_413_as_sent_or_unpacked(client):
    assert client.post("/v1/batch", content=b" " * 5_000_000).status_code == 413
    assert client.post("/v1/batch", content=gzip.compress(b" " * 50_000_000)).status_code == 413


def test_an_event_over_the_limit_is_refused_alone(client):
    batch = [{"type": "track", "event": "x", "userId": "M01", "properties": {"note": "n" * 33_000}}]
    batch.append({"type": "track", "event": "x", "userId": "M01"})
    verdicts = client.post("/v1/batch", json={"batch": batch}).json()["events"]
    assert [(each["verdict"], each.get("reason")) for each in verdicts] == [
        ("refused", "too_large"),
        ("accepted", None),
    ]


def test_browser_sdks_get_their_settings_and_their_preflight(client):
    settings = client.get("/v1/projects/k1/settings").json()
    assert settings["integrations"]["Segment.io"]["apiHost"] == "127.0.0.1/v1"
    assert client.options("/v1/batch").headers["access-control-allow-origin"] == "*"


def test_texts_lie_masked_in_the_log(client, service):
    body = {"event": "Product Reviewed", "userId": "M01", "properties": {"review_body": "打13812341234给我"}}
    client.post("/v1/track", json=body)
    (_, event), *_ = service.readings.project.log().read(0)
    assert event.text == "打***********给我"
    assert b"13812341234" not in (service.readings.project.ledger / "log.sqlite").read_bytes()
