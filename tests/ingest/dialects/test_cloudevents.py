from __future__ import annotations

import base64
import json
from typing import Any

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.domain.instants import from_iso
from huaxiang.ingest.dialects.base import DialectSettings, Incoming, Request
from huaxiang.ingest.dialects.cloudevents import read

SETTINGS = DialectSettings({"user_id": "member_no", "anonymous_id": "cookie", "phone": "mobile"}, "CNY")


def events(body: Any, **headers: str) -> list[Incoming]:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return read(Request("/v1/events", sent, headers=headers), settings=SETTINGS).events


def item(**more: Any) -> dict[str, Any]:
    return {"specversion": "1.0", "id": "1", "source": "/shop", "type": "com.example.product.viewed", **more}


def test_structured_batched_and_binary_give_the_same_event():
    data = {"product_id": "p1", "price": 19.9}
    heads = {
        "ce-specversion": "1.0",
        "ce-id": "1",
        "ce-source": "/shop",
        "ce-type": "com.example.product.viewed",
        "ce-subject": "%E4%BC%9A%E5%91%98",
        "ce-time": "2025-11-11T12:00:00Z",
        "content-type": "application/json",
    }
    stated = item(subject="会员", time="2025-11-11T12:00:00Z", data=data)
    found = [events(stated), events([stated]), events(json.dumps(data).encode(), **heads)]
    shown = [
        [(e.message_id, e.name, e.item_id, e.amount_minor, e.identities, e.occurred_at) for e in each] for each in found
    ]
    one = ("/shop 1", "product_viewed", "p1", 1990, [("member_no", "会员")], from_iso("2025-11-11T12:00:00Z"))
    assert shown == [[one]] * 3


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("product_viewed", "product_viewed"),
        ("com.example.order.completed", "order_completed"),
        ("com.example.shop.v1.OrderCompleted", "order_completed"),
        ("com.example.something.else", "com_example_something_else"),
        ("trait_set", "trait_set"),
    ],
)
def test_a_type_ends_in_a_name_of_the_contract_or_is_kept_whole(kind, name):
    assert events(item(type=kind))[0].name == name


def test_who_it_was_stands_in_the_subject_in_attributes_or_in_the_data():
    data = {"userId": "u2", "anonymous_id": "a1", "identities": {"openid": "o1"}, "colour": "red"}
    event = events(item(subject="u1", deviceid="d1", data=data))[0]
    assert set(event.identities) == {
        *(("member_no", "u1"), ("member_no", "u2"), ("cookie", "a1"), ("device_id", "d1"), ("openid", "o1"))
    }
    assert event.properties == {"colour": "red"}


def test_statements_about_people_have_the_shape_of_the_contract():
    linked = {"identities": {"user_id": "u1", "openid": "o1"}, "link_kind": "alias"}
    event = events(item(type="identity_linked", data=linked))[0]
    assert (event.name, event.link_kind, event.identities) == (
        "identity_linked",
        "alias",
        [("member_no", "u1"), ("openid", "o1")],
    )
    consent = events(item(type="consent_withdrawn", subject="u1", data={"purpose": "marketing"}))[0]
    assert (consent.name, consent.properties) == ("consent_withdrawn", {"purpose": "marketing"})


def test_data_may_be_base64_or_none_at_all():
    coded = base64.b64encode(b'{"product_id":"p1"}').decode()
    assert events(item(data_base64=coded))[0].item_id == "p1"
    assert events(item())[0].fault is None
    assert events(item(data="text"))[0].properties == {}
    assert events(item(data_base64="!!"))[0].fault == "bad_data"


def test_what_cannot_be_used_says_why_and_takes_no_other_along():
    items = [{**item(), "id": None}, item(type=""), 7, item(time="yesterday"), item(id="2")]
    assert [each.fault for each in events(items)] == ["no_message_id", "no_name", "not_an_object", "bad_time", None]


@pytest.mark.parametrize("body", [b"[]", b"7", b'"text"'])
def test_a_body_without_an_event_is_a_mistake(body):
    with pytest.raises(BadInput):
        events(body)
