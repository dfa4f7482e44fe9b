from __future__ import annotations

from huaxiang.ingest.dialects.base import DialectSettings, Incoming
from huaxiang.ingest.profile_calls import (
    consents_stated,
    contacts_of,
    leading,
    linked,
    traits_appended,
    traits_cleared,
    traits_incremented,
    traits_set,
    traits_unset,
)

SETTINGS = DialectSettings()


def base(message_id: str | None = "m") -> Incoming:
    return Incoming(message_id=message_id, name=None, raw=b"{}", occurred_at=5, identities=[("user_id", "u1")])


def shown(events) -> list[tuple[object, ...]]:
    return [(each.message_id, each.name, each.properties, each.quantity, each.fault) for each in events]


def test_each_trait_is_an_event_beside_the_item_and_personal_data_are_none():
    traits = {"ageBand": "26-30", "name": "王", "$ip": "1.2.3.4", "vip": True, "empty": None}
    events = list(traits_set(base(), traits))
    assert shown(events) == [
        ("m:age_band", "trait_set", {"property": "age_band", "value": "26-30"}, None, None),
        ("m:vip", "trait_set", {"property": "vip", "value": "true"}, None, None),
    ]
    assert all(each.is_beside and each.identities == [("user_id", "u1")] and each.occurred_at == 5 for each in events)
    assert [each.name for each in traits_set(base(), {"a": 1}, once=True)] == ["trait_set_once"]
    assert [each.message_id for each in traits_set(base(None), {"a": 1})] == [None]


def test_a_trait_is_taken_back_by_an_empty_value():
    assert shown(traits_unset(base(), ["level", "phone"])) == [
        ("m:unset:level", "trait_set", {"property": "level", "value": ""}, None, None)
    ]


def test_only_whole_numbers_are_added():
    traits = {"visits": 2, "points": -3.0, "rate": 1.5, "flag": True, "text": "4", "huge": 1e300}
    assert [
        (each.properties["property"], each.quantity, each.fault) for each in traits_incremented(base(), traits)
    ] == [
        ("visits", 2, None),
        ("points", -3, None),
        ("rate", None, "not_an_integer"),
        ("flag", None, "not_an_integer"),
        ("text", 4, None),
        ("huge", None, "not_an_integer"),
    ]


def test_each_item_of_a_list_is_appended_by_itself():
    assert shown(traits_appended(base(), {"likes": ["茶", "", "咖啡"], "city": "杭州"})) == [
        ("m:likes:1", "trait_appended", {"property": "likes", "value": "茶"}, None, None),
        ("m:likes:3", "trait_appended", {"property": "likes", "value": "咖啡"}, None, None),
        ("m:city:1", "trait_appended", {"property": "city", "value": "杭州"}, None, None),
    ]


def test_an_item_that_is_nothing_besides_is_answered_by_its_first_event_or_refused():
    first, second = leading(base(), traits_set(base(), {"a": 1, "b": 2}))
    assert (first.is_beside, first.answers_to, second.is_beside) == (False, "m", True)
    assert [each.fault for each in leading(base(), ())] == ["no_traits"]
    assert shown([traits_cleared(base())]) == [("m", "traits_cleared", {}, None, None)]


def test_contact_data_are_identities():
    traits = {"email": "a@b.example", "mobile": 13912345678, "phone": "13912345678", "$email": "a@b.example"}
    contacts = contacts_of(traits, SETTINGS)
    assert contacts == [("email", "a@b.example"), ("mobile", "13912345678")]
    event = linked(base(), "login", contacts)
    assert (event.name, event.link_kind, event.identities) == (
        "identity_linked",
        "login",
        [("user_id", "u1"), *contacts],
    )


def test_consents_are_events_of_their_purpose():
    preferences = {"Advertising": False, "Personalization": True, "odd": "yes"}
    assert shown(consents_stated(base(), preferences)) == [
        ("m:consent:advertising", "consent_withdrawn", {"purpose": "advertising"}, None, None),
        ("m:consent:personalization", "consent_given", {"purpose": "profiling"}, None, None),
    ]


def test_one_item_may_set_a_trait_set_it_once_and_take_it_back_each_with_its_own_id() -> None:
    said = [*traits_set(base(), {"a": 1}), *traits_set(base(), {"a": 2}, once=True), *traits_unset(base(), ["a"])]
    ids = [each.message_id for each in said]
    assert len(set(ids)) == 3
    assert [each.properties["property"] for each in said] == ["a", "a", "a"]
