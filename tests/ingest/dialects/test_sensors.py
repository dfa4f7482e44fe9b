from __future__ import annotations

import base64
import gzip
import json
from typing import Any
from urllib.parse import quote

import pytest

from huaxiang.domain.errors import BadInput
from huaxiang.ingest.dialects.base import DialectSettings, Incoming, Request
from huaxiang.ingest.dialects.sensors import answer, read

SETTINGS = DialectSettings({"user_id": "member_no", "anonymous_id": "cookie", "phone": "mobile"}, "CNY")
AT = 1_762_862_400_000


def packed(*items: Any, is_list: bool = True, is_zipped: bool = True) -> bytes:
    plain = json.dumps(list(items) if is_list else items[0], ensure_ascii=False).encode()
    return base64.b64encode(gzip.compress(plain, mtime=0) if is_zipped else plain)


def form(name: str, data: bytes, *more: str) -> bytes:
    return "&".join([f"{name}={quote(data, safe='')}", *more]).encode()


def events(*items: Any) -> list[Incoming]:
    return read(Request("/sa", form("data_list", packed(*items), "gzip=1")), settings=SETTINGS).events


def one(**item: Any) -> Incoming:
    (event,) = events({"type": "track", "time": AT, "distinct_id": "d1", "properties": {}, **item})
    return event


def test_every_way_of_sending_gives_the_same_event():
    item = {
        "type": "track",
        "event": "viewProduct",
        "time": AT,
        "distinct_id": "d1",
        "properties": {"goodsID": "商品>>??"},
    }
    zipped, plain = packed(item, is_list=False), packed(item, is_list=False, is_zipped=False)
    ways = [
        Request("/sa", form("data", zipped, "gzip=1")),
        Request("/sa", form("data", plain)),
        Request("/sa", form("data", plain, "ext=crc%3D-1234")),
        Request("/sa", form("data", plain, "ext=crc%3D-1234"), headers={"content-type": "text/plain"}),
        Request("/sa", form("data_list", packed(item))),
        Request("/sa", b"data=" + plain),
        Request("/sa", gzip.compress(form("data", plain), mtime=0)),
        Request("/sa", json.dumps(item, ensure_ascii=False).encode()),
        Request("/sa.gif", b"", {"data": plain.decode(), "ext": "crc=1"}, method="GET"),
        Request("/sa.gif", b"", {"data": plain.decode().replace("+", " ")}, method="GET"),
    ]
    first, *others = [
        [(each.name, each.item_id, each.fault) for each in read(way, settings=SETTINGS).events] for way in ways
    ]
    assert first == [("product_viewed", "商品>>??", None)]
    assert all(other == first for other in others)


def test_identities_take_the_namespaces_of_the_project():
    stated = {
        "$identity_login_id": "u1",
        "$identity_mobile": "13912345678",
        "$identity_email": "a@b.example",
        "$identity_cookie_id": "c1",
        "$identity_android_id": "x1",
        "$identity_mp_openid": "o1",
        "$identity_mp_unionid": "n1",
        "$identity_card": ["k1", "k2"],
    }
    assert one(event="x", identities=stated).identities == [
        ("member_no", "u1"),
        ("mobile", "13912345678"),
        ("email", "a@b.example"),
        ("cookie", "c1"),
        ("device_id", "x1"),
        ("openid", "o1"),
        ("unionid", "n1"),
        ("card", "k1"),
        ("card", "k2"),
    ]


@pytest.mark.parametrize(
    ("item", "identities"),
    [
        ({"distinct_id": "d1"}, [("cookie", "d1")]),
        ({"distinct_id": "u1", "properties": {"$is_login_id": True}}, [("member_no", "u1")]),
        ({"distinct_id": "u1", "login_id": "u1", "anonymous_id": "c1"}, [("member_no", "u1"), ("cookie", "c1")]),
        ({"distinct_id": "$identity_mobile+13912345678"}, [("mobile", "13912345678")]),
        (
            {"distinct_id": "$identity_mobile+139", "identities": {"$identity_mobile": "$identity_mobile+139"}},
            [("mobile", "139")],
        ),
        ({"distinct_id": 7}, [("cookie", "7")]),
        ({"distinct_id": None}, []),
    ],
)
def test_the_distinct_id_is_what_the_event_says_it_is(item, identities):
    assert one(event="x", **item).identities == identities


def test_a_sign_up_and_a_binding_link_their_identities():
    item = {"type": "track_signup", "event": "$SignUp", "distinct_id": "u1", "original_id": "c1"}
    assert (one(**item).name, one(**item).link_kind, one(**item).identities) == (
        "identity_linked",
        "login",
        [("member_no", "u1"), ("cookie", "c1")],
    )
    bound = one(
        type="track_id_bind", event="$BindID", identities={"$identity_login_id": "u1", "$identity_mobile": "139"}
    )
    assert (bound.name, bound.identities) == ("identity_linked", [("member_no", "u1"), ("mobile", "139")])
    assert one(type="track_id_bind", identities={"$identity_mobile": "139"}).fault == "not_two_identities"


@pytest.mark.parametrize(
    ("item", "identities"),
    [
        (
            {"identities": {"$identity_mobile": "139", "$identity_login_id": "u1"}},
            [("mobile", "139"), ("member_no", "u1")],
        ),
        ({"identities": {"$identity_mobile": "139"}, "login_id": "u1"}, [("mobile", "139"), ("member_no", "u1")]),
        (
            {"identities": {"$identity_mobile": "139"}, "distinct_id": "u1", "properties": {"$is_login_id": True}},
            [("mobile", "139"), ("member_no", "u1")],
        ),
        ({"identities": {"$identity_mobile": "139"}, "distinct_id": "$identity_mobile+139"}, [("mobile", "139")]),
    ],
)
def test_an_unbinding_parts_the_identity_that_is_named_from_the_other(item, identities):
    event = one(type="track_id_unbind", event="$UnbindID", **item)
    assert (event.name, event.identities) == ("identity_unlinked", identities)
    assert event.fault == (None if len(identities) == 2 else "not_two_identities")


def test_profile_calls_are_events_of_their_traits():
    traits = {"level": "gold", "$signup_time": "2025-01-01", "$city": "杭州", "name": "王"}
    first, second = events(
        {"type": "profile_set", "time": AT, "distinct_id": "d1", "_track_id": 7, "properties": traits}
    )
    assert (first.name, first.properties) == ("trait_set", {"property": "level", "value": "gold"})
    assert second.properties == {"property": "signup_time", "value": "2025-01-01"}
    assert first.message_id == f"{first.answers_to}:level"
    assert (first.is_beside, second.is_beside, second.answers_to) == (False, True, None)
    assert one(type="profile_set_once", properties={"a": 1}).name == "trait_set_once"
    assert one(type="profile_increment", properties={"visits": 2}).quantity == 2
    assert one(type="profile_increment", properties={"visits": 2.5}).fault == "not_an_integer"
    assert one(type="profile_append", properties={"likes": ["茶"]}).properties == {"property": "likes", "value": "茶"}
    assert one(type="profile_unset", properties={"level": True}).properties == {"property": "level", "value": ""}
    assert (one(type="profile_delete").name, one(type="profile_delete").properties) == ("traits_cleared", {})
    assert one(type="profile_set", properties={}).fault == "no_traits"


def test_contact_data_of_a_profile_are_identities():
    linked, trait = events(
        {
            "type": "profile_set",
            "distinct_id": "d1",
            "time": AT,
            "properties": {"phone": "13912345678", "level": "gold"},
        }
    )
    assert (linked.name, linked.identities) == ("identity_linked", [("cookie", "d1"), ("mobile", "13912345678")])
    assert (trait.name, trait.is_beside, trait.identities) == ("trait_set", True, linked.identities)


def test_presets_say_where_it_was_and_addresses_are_not_kept():
    presets = {
        "$os": "iOS",
        "$lib": "iOS",
        "$ip": "1.2.3.4",
        "$title": "奶粉",
        "$url": "https://shop.example/p/1?phone=139",
        "$event_session_id": "s1",
        "$latitude": 30.1,
        "$event_duration": 1.5,
        "$city": "杭州",
        "colour": "red",
    }
    event = one(event="$AppClick", properties=presets, lib={"$lib": "iOS"})
    assert (event.name, event.device, event.channel, event.page) == ("element_clicked", "ios", "app", "/p/1")
    assert (event.session_id, event.dwell_ms) == ("s1", 1500)
    assert event.properties == {"title": "奶粉", "colour": "red"}


def test_what_shops_call_things_fills_the_columns():
    properties = {
        "commodityID": "p1",
        "commodityQuantity": 2,
        "pricePerCommodity": "19.90",
        "firstCommodity": "母婴",
        "secondCommodity": "奶粉",
    }
    event = one(event="addToShoppingcart", properties=properties)
    assert (event.name, event.item_id, event.quantity, event.amount_minor) == ("product_added", "p1", 2, 3980)
    assert event.properties == {"l1": "母婴", "l2": "奶粉"}
    assert (one(event="searchRequest", properties={"keyWord": "轻薄 粉底"}).text) == "轻薄 粉底"


def test_the_same_event_sent_again_has_the_same_id_whatever_else_the_sdk_adds():
    item = {"event": "x", "_track_id": 7}
    assert one(**item).message_id == one(**item, _flush_time=AT + 5).message_id
    others = {"time": AT + 1}, {"distinct_id": "d2"}, {"event": "y"}, {"_track_id": 8}
    assert one(**item).message_id not in {one(**{**item, **other}).message_id for other in others}
    assert one(event="x").message_id is None


def test_what_cannot_be_used_says_why_and_takes_no_other_along():
    items = [
        {"type": "item_set", "item_type": "book", "item_id": "b1"},
        {"type": "pay", "distinct_id": "d1"},
        7,
        {"type": "track", "distinct_id": "d1", "event": ""},
        {"type": "track", "distinct_id": "d1", "event": "x", "time": "yesterday"},
        {"type": "track", "distinct_id": "d1", "event": "x", "time": AT},
    ]
    assert [each.fault for each in events(*items)] == [
        *("not_supported", "unknown_type", "not_an_object", "no_name", "bad_time", None)
    ]


def test_keys_are_token_and_project_of_the_address_or_of_the_event():
    body = form("data_list", packed({"type": "track", "token": "t2", "project": "p2"}))
    assert read(Request("/sa", body, {"token": "t1", "project": "p1"}), settings=SETTINGS).keys == (
        "t1",
        "p1",
        "t2",
        "p2",
    )
    assert read(Request("/sa", form("data_list", packed(7))), settings=SETTINGS).keys == ()


def test_answers_are_what_each_path_waits_for():
    good, bad = {"messageId": "a", "verdict": "accepted"}, {"messageId": "b", "verdict": "refused", "reason": "no_name"}
    traits = {**good, "besides": [{"messageId": "a:x", "verdict": "refused", "reason": "not_an_integer"}]}
    assert answer(Request("/sa.gif"), [bad]).body[:6] == b"GIF89a"
    assert (answer(Request("/sa"), [bad]).status, answer(Request("/debug"), [good]).status) == (200, 200)
    told = answer(Request("/debug"), [good, bad, traits])
    assert (told.status, told.body.decode().splitlines()) == (
        400,
        ["event 2: refused: no_name", "event 3: refused: not_an_integer"],
    )


def test_a_dry_run_is_told_by_its_header():
    body = form("data", packed(7, is_list=False))
    assert read(Request("/debug", body, headers={"dry-run": "true"}), settings=SETTINGS).is_dry
    assert not read(Request("/debug", body), settings=SETTINGS).is_dry


@pytest.mark.parametrize("body", [b"gzip=1", b"data=", b"data=%21%21", b"data_list=" + base64.b64encode(b"[]")])
def test_a_form_without_an_event_is_a_mistake(body):
    with pytest.raises(BadInput):
        read(Request("/sa", body), settings=SETTINGS)
