from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.instants import from_iso
from huaxiang.ingest.dialects.base import DialectSettings, Incoming, Request
from huaxiang.ingest.dialects.segment import TYPES, read

SETTINGS = DialectSettings({"user_id": "member_no", "anonymous_id": "cookie", "phone": "mobile"}, "CNY")


def post(kind: str, **item: Any) -> list[Incoming]:
    return read(Request(f"/v1/{kind}", json.dumps(item).encode()), settings=SETTINGS).events


def track(event: str, **properties: Any) -> Incoming:
    return post("track", messageId="m1", userId="42", event=event, properties=properties)[0]


def test_identities_take_the_namespaces_of_the_project():
    event = post("track", event="x", userId=42, anonymousId="a1", context={"device": {"id": "d1"}})[0]
    assert event.identities == [("member_no", "42"), ("cookie", "a1"), ("device_id", "d1")]


def test_a_product_event_fills_the_columns_and_keeps_the_rest():
    event = track(
        "Product Added",
        product_id="p1",
        price=19.99,
        quantity=2,
        category="母婴 > 奶粉 > 一段",
        brand="B",
        colour="red",
    )
    assert (event.name, event.item_id, event.quantity, event.amount_minor) == ("product_added", "p1", 2, 3998)
    assert event.properties == {"l1": "母婴", "l2": "奶粉", "l3": "一段", "brand": "B", "colour": "red"}


def test_an_order_gives_itself_its_lines_and_its_coupon():
    products = [{"product_id": "p1", "price": "10.00", "quantity": 3}, {"product_id": "p2", "price": 5}, "odd"]
    properties = {"order_id": "o1", "total": 35.5, "coupon": "c9", "products": products}
    order, *beside = post("track", messageId="m1", userId="42", event="Order Completed", properties=properties)
    assert (order.name, order.order_id, order.amount_minor) == ("order_completed", "o1", 3550)
    assert [(e.message_id, e.name, e.item_id, e.amount_minor, e.order_id) for e in beside] == [
        ("m1:1", "order_line_recorded", "p1", 3000, "o1"),
        ("m1:2", "order_line_recorded", "p2", 500, "o1"),
        ("m1:coupon", "coupon_applied", None, None, "o1"),
    ]
    assert all(e.identities == order.identities and e.occurred_at == order.occurred_at for e in beside)


def test_amounts_follow_their_currency():
    assert track("Order Completed", order_id="o", revenue=1200, currency="jpy").amount_minor == 1200
    assert track("Order Completed", order_id="o", total="¥1,234.50").amount_minor == 123450
    assert track("Order Completed", order_id="o", total="free").properties == {"total": "free"}
    assert track("Order Completed", order_id="o", total=1e300).amount_minor is None


def test_searches_and_reviews_carry_their_texts():
    searched, reviewed = track("Products Searched", query="轻薄 粉底"), track("Product Reviewed", review_body="很好用")
    assert (searched.text_kind, searched.text) == ("search", "轻薄 粉底")
    assert (reviewed.text_kind, reviewed.text) == ("review", "很好用")


def test_traits_are_events_and_contact_data_are_identities():
    traits = {"email": "A@b.example", "phone": "13912345678", "ageBand": "26-30", "name": "王", "vip": True}
    linked, *rest = post("identify", messageId="m1", userId="42", traits=traits)
    assert (linked.name, linked.link_kind) == ("identity_linked", "login")
    assert linked.identities == [("member_no", "42"), ("email", "A@b.example"), ("mobile", "13912345678")]
    assert [(e.message_id, e.name, e.properties) for e in rest] == [
        ("m1:age_band", "trait_set", {"property": "age_band", "value": "26-30"}),
        ("m1:vip", "trait_set", {"property": "vip", "value": "true"}),
    ]
    assert all(event.identities == linked.identities for event in rest)


def test_rudder_traits_under_context_count():
    assert [e.name for e in post("identify", userId="42", context={"traits": {"level": "gold"}})] == [
        "identity_linked",
        "trait_set",
    ]


def test_an_alias_links_two_ids_and_needs_both():
    event = post("alias", previousId="a1", userId="42")[0]
    assert (event.name, event.link_kind, event.identities) == (
        "identity_linked",
        "alias",
        [("member_no", "42"), ("cookie", "a1")],
    )
    assert post("alias", userId="42")[0].fault == "no_alias"


def test_pages_screens_and_groups():
    assert (post("page", name="Home")[0].name, post("page", name="Home")[0].page) == ("page_viewed", "Home")
    assert post("page", context={"page": {"path": "/sale"}})[0].page == "/sale"
    assert post("screen", name="Cart")[0].name == "screen_viewed"
    assert post("group", groupId="g1", traits={"plan": "pro"})[1].properties == {
        "property": "group_plan",
        "value": "pro",
    }
    assert post("group")[0].fault == "no_group"


def test_the_instant_is_the_senders_and_a_wrong_one_is_a_fault():
    body = {
        "event": "x",
        "userId": "1",
        "originalTimestamp": "2025-11-11T20:00:00+08:00",
        "sentAt": "2025-11-11T12:00:01Z",
    }
    event = post("track", **body)[0]
    assert (event.occurred_at, event.sent_at) == (from_iso("2025-11-11T12:00:00Z"), from_iso("2025-11-11T12:00:01Z"))
    assert post("track", event="x", userId="1", timestamp="yesterday")[0].fault == "bad_time"


def test_what_stands_beside_the_batch_holds_for_each_event():
    item = {"type": "track", "event": "x", "userId": "1"}
    context = {"os": {"name": "Android"}, "library": {"name": "analytics-android"}}
    event = post("batch", batch=[item], sentAt="2025-11-11T12:00:01Z", context=context)[0]
    assert (event.device, event.channel, event.sent_at) == ("android", "app", from_iso("2025-11-11T12:00:01Z"))


def test_a_track_without_event_and_an_unknown_type_are_faults():
    assert post("track", userId="1")[0].fault == "no_name"
    assert post("batch", batch=[{"type": "pay", "userId": "1"}])[0].fault == "unknown_type"


def test_an_event_without_anyone_is_read():
    event = post("track", event="Product Viewed")[0]
    assert (event.fault, event.identities) == (None, [])


def test_consents_are_said_once_in_a_request_until_they_change():
    def item(number: int, is_given: object, user: str = "42") -> dict[str, Any]:
        consent = {"categoryPreferences": {"Advertising": is_given}}
        return {
            "type": "track",
            "messageId": f"m{number}",
            "userId": user,
            "event": "x",
            "context": {"consent": consent},
        }

    items = [item(1, True), item(2, True), item(3, False), item(4, True), item(5, True, "43"), item(6, "odd")]
    events = post("batch", batch=items)
    stated = [(each.message_id, each.name, each.is_beside) for each in events if each.name != "x"]
    assert stated == [
        ("m1:consent:advertising", "consent_given", True),
        ("m3:consent:advertising", "consent_withdrawn", True),
        ("m4:consent:advertising", "consent_given", True),
        ("m5:consent:advertising", "consent_given", True),
    ]
    managed = {"allowedConsentIds": ["a", 7], "deniedConsentIds": ["b"]}
    names = [each.name for each in post("track", event="x", userId="1", context={"consentManagement": managed})]
    assert names == ["x", "consent_given", "consent_withdrawn"]


def test_consent_events_keep_their_purpose():
    event = track("Consent Withdrawn", purpose="marketing", kind="separate")
    assert (event.name, event.properties) == ("consent_withdrawn", {"purpose": "marketing", "kind": "separate"})


def test_the_short_paths_of_browsers_are_those_of_servers():
    body = json.dumps({"userId": "1", "event": "x", "traits": {}, "groupId": "g", "previousId": "a"}).encode()
    for kind in TYPES:
        long, short = (read(Request(f"/v1/{each}", body), settings=SETTINGS) for each in (kind, kind[0]))
        assert long == short


def test_addresses_of_machines_are_not_kept():
    assert track("x", ip="1.2.3.4", clientIp="1.2.3.4", colour="red").properties == {"colour": "red"}


def test_what_chinese_shops_call_things_is_known_here_too():
    assert [track(name).name for name in ("加入购物车", "提交订单", "payOrder")] == [
        *("product_added", "order_placed", "order_completed")
    ]


def test_the_key_of_the_body_is_stated():
    assert read(Request("/v1/batch", b'{"writeKey":"k","batch":[]}'), settings=SETTINGS).keys == ("k",)
    assert read(Request("/v1/track", b'{"writeKey":["k"],"event":"x"}'), settings=SETTINGS).keys == ()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
KEYS = st.sampled_from(
    [
        "type",
        "event",
        "userId",
        "anonymousId",
        "messageId",
        "timestamp",
        "sentAt",
        "properties",
        "traits",
        "context",
        "previousId",
        "groupId",
        "name",
        "channel",
    ]
)
PROPERTIES = st.dictionaries(
    st.sampled_from(["price", "quantity", "total", "category", "products", "coupon", "currency", "query", "order_id"]),
    JSON,
)
KINDS = st.sampled_from(TYPES)
NAMES = st.sampled_from(["Order Completed", "Product Viewed", "Products Searched"])


@given(item=st.dictionaries(KEYS, JSON), kind=KINDS, name=NAMES, properties=PROPERTIES)
def test_any_json_is_read_with_a_name_or_a_fault(item, kind, name, properties):
    body = json.dumps({"batch": [{**item, "type": kind}, {"type": kind, "event": name, "properties": properties}]})
    events = read(Request("/v1/batch", body.encode()), settings=SETTINGS).events
    assert len(events) >= 2
    assert all(event.fault is not None or event.name for event in events)
    assert all(isinstance(value, str) for event in events for value in event.properties.values())
