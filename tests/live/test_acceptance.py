from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from huaxiang.domain.events import AcceptedEvent
from huaxiang.domain.identities import identity_of, is_usable
from huaxiang.domain.ids import event_id
from huaxiang.domain.instants import DAY_US, MINUTE_US, SECOND_US, from_iso
from huaxiang.ingest.dialects.base import Incoming
from huaxiang.interests.scrub import scrub
from huaxiang.live.acceptance import MAX_EVENT_BYTES, OLDEST, Acceptance, _is_simple, accept, is_beyond_horizon
from huaxiang.logs.base import Refusal

NOW = from_iso("2025-11-11T12:00:00Z")
RULES = Acceptance(scrub, blocked=frozenset({"shared-till"}))


def taken(**columns) -> AcceptedEvent:
    event = accept(incoming(**columns), source="web", received_at=NOW, rules=RULES)
    assert isinstance(event, AcceptedEvent), event
    return event


def refused(**columns) -> Refusal:
    refusal = accept(incoming(**columns), source="web", received_at=NOW, rules=RULES)
    assert isinstance(refusal, Refusal), refusal
    return refusal


def incoming(**columns) -> Incoming:
    usual = {"message_id": "m1", "name": "product_viewed", "identities": [("member_no", "42")]}
    return Incoming(**{**usual, **columns})


def test_the_id_is_that_of_source_and_message():
    assert taken().event_id == event_id("web", "m1")


def test_identities_stand_strongest_first_without_those_that_are_nobody():
    stated = [("cookie", "c1"), ("mobile", "+86 139-1234-5678"), ("member_no", "42"), ("email", "null")]
    stated += [("mobile", "138****1234"), ("mobile", "13800138000"), ("cookie", "shared-till"), ("cookie", "c1")]
    assert taken(identities=stated).identities == ["member_no:42", "mobile:13912345678", "cookie:c1"]


def test_an_event_without_anyone_is_kept():
    assert taken(identities=[("mobile", "138****1234")]).identities == []


def test_a_clock_an_hour_behind_is_set_right_once():
    behind = NOW - 60 * MINUTE_US
    event = taken(occurred_at=behind - 2 * SECOND_US, sent_at=behind)
    assert event.occurred_at == NOW - 2 * SECOND_US


def test_without_an_instant_it_happened_when_it_came():
    assert taken().occurred_at == taken(sent_at=NOW - DAY_US).occurred_at == NOW


def test_absurd_instants_are_parked_with_the_reason():
    assert refused(occurred_at=NOW + 5 * MINUTE_US + 1).reason == "future"
    assert refused(occurred_at=OLDEST - 1).reason == "before_2000"
    assert taken(occurred_at=NOW + 5 * MINUTE_US).occurred_at == NOW + 5 * MINUTE_US


def test_the_horizon_is_noted_and_refuses_nothing():
    old, new = taken(occurred_at=NOW - 31 * DAY_US), taken(occurred_at=NOW - 29 * DAY_US)
    assert (is_beyond_horizon(old, horizon_days=30), is_beyond_horizon(new, horizon_days=30)) == (True, False)


def test_texts_and_properties_are_masked_before_anything_is_stored():
    event = taken(
        text="电话13812341234", text_kind="review", properties={"note": "找 13812341234", "coupon_id": "9" * 12}
    )
    assert event.text == "电话***********"
    assert event.properties == {"note": "找 ***********", "coupon_id": "9" * 12}


@pytest.mark.parametrize(
    "value", ["28359fe0cae34efdb33eeb2342345678901", "SKU-20251111001", "1234567890123", "/p?id=1234567890"]
)
def test_codes_stay_as_they_are_like_those_in_files(value):
    assert taken(properties={"value": value}).properties == {"value": value}


@pytest.mark.parametrize(
    "value", ["13812341234", "+8613812341234", "/p?tel=13812341234", "a@b.example", "110101199003071234"]
)
def test_personal_data_in_a_property_is_masked(value):
    assert "*" in taken(properties={"value": value}).properties["value"]


def test_what_is_kept_of_a_refusal_is_masked():
    assert "13812341234" not in refused(name=None, raw=b'{"phone":"13812341234"}').raw


def test_too_large_nameless_and_faulty_events_are_refused():
    assert refused(raw=b"x" * (MAX_EVENT_BYTES + 1)).reason == "too_large"
    assert refused(name=None).reason == refused(name="").reason == "no_name"
    assert refused(message_id="m" * 513).reason == "bad_message_id"
    assert refused(fault="bad_time").reason == "bad_time"


def test_a_sender_without_ids_is_not_counted_twice_for_a_retry_of_a_dated_event():
    dated = {"message_id": None, "raw": b'{"event":"x"}', "occurred_at": NOW - SECOND_US}
    assert taken(**dated).event_id == taken(**dated).event_id != taken(**{**dated, "raw": b"{}"}).event_id


def test_the_currency_stands_beside_an_amount_alone():
    assert (taken(amount_minor=5).currency, taken(currency="USD").currency) == ("CNY", None)


def test_a_link_of_an_unknown_kind_is_a_login():
    assert (taken(link_kind="odd").link_kind, taken(link_kind="alias").link_kind) == ("login", "alias")


TEXT = st.text(max_size=20)
INCOMING = st.builds(
    Incoming,
    message_id=st.none() | TEXT,
    name=st.none() | TEXT,
    raw=st.binary(max_size=50),
    occurred_at=st.none() | st.integers(-(10**18), 10**18),
    sent_at=st.none() | st.integers(-(10**18), 10**18),
    identities=st.lists(st.tuples(st.sampled_from(["member_no", "mobile", "cookie", "own"]), TEXT), max_size=4),
    text=st.none() | TEXT,
    properties=st.dictionaries(TEXT, TEXT, max_size=3),
)


@given(each=INCOMING)
def test_every_event_is_accepted_within_its_limits_or_refused_with_a_reason(each):
    event = accept(each, source="web", received_at=NOW, rules=RULES)
    if isinstance(event, Refusal):
        assert event.reason
        return
    assert OLDEST <= event.occurred_at <= NOW + 5 * MINUTE_US
    assert len(event.identities) == len(set(event.identities))
    ranks = [RULES.rank(identity) for identity in event.identities]
    assert ranks == sorted(ranks)
    assert AcceptedEvent.of_bytes(event.to_bytes()) == event


@given(each=INCOMING)
def test_the_same_event_received_at_the_same_instant_is_the_same(each):
    first, second = (accept(each, source="web", received_at=NOW, rules=RULES) for _ in range(2))
    assert first == second


def test_a_merge_is_a_person_s_decision_and_no_sender_s():
    assert taken(link_kind="merge").link_kind == taken(link_kind="alias").link_kind == "alias"
    assert taken(link_kind="undo").link_kind == taken(link_kind="no kind").link_kind == "login"


def test_an_unlinking_speaks_of_exactly_two_identities():
    two = [("member_no", "42"), ("cookie", "c1")]
    assert taken(name="identity_unlinked", identities=two).identities == ["member_no:42", "cookie:c1"]
    assert refused(name="identity_unlinked", identities=[*two, ("cookie", "c2")]).reason == "not_two_identities"
    assert refused(name="identity_unlinked", identities=[two[0], ("cookie", "null")]).reason == "not_two_identities"


ODD = st.sampled_from(["x", "X", "0", "-", "_", "7", "null", "test", "E", "+", "*", " ", "unknown", "ab", "１"])


@given(
    value=st.lists(ODD, max_size=8).map("".join), namespace=st.sampled_from(["member_no", "cookie", "mobile", "email"])
)
def test_a_simple_value_is_the_identity_that_it_would_be_anyway(value, namespace):
    if _is_simple(namespace, value):
        assert is_usable(namespace, value)
        assert identity_of(namespace, value) == f"{namespace}:{value}"


@pytest.mark.parametrize(
    ("name", "properties", "reason"),
    [
        ("trait_set", {}, "no_property"),
        ("trait_set", {"property": "level"}, "no_value"),
        ("trait_appended", {"property": "level"}, "no_value"),
        ("trait_incremented", {"property": "visits"}, "not_an_integer"),
        ("consent_given", {"kind": "separate"}, "no_purpose"),
    ],
)
def test_a_statement_that_lacks_what_it_is_about_is_refused(name, properties, reason):
    incoming = Incoming(message_id="m", name=name, properties=properties, occurred_at=NOW)
    assert accept(incoming, source="web", received_at=NOW, rules=RULES).reason == reason


def test_an_empty_value_takes_a_trait_back():
    incoming = Incoming(
        message_id="m", name="trait_set", properties={"property": "level", "value": ""}, occurred_at=NOW
    )
    assert accept(incoming, source="web", received_at=NOW, rules=RULES).properties == {"property": "level", "value": ""}
