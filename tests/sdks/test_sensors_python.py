"""SensorsAnalyticsSDK of Python, unchanged but for the address."""

from __future__ import annotations

import pytest

sdk = pytest.importorskip("sensorsanalytics", reason="needs the extra sdks")


def address(running, path: str = "/sa") -> str:
    return f"{running.url}{path}?project=default&token={running.key}"


@pytest.mark.parametrize("kind", ["DefaultConsumer", "BatchConsumer", "AsyncBatchConsumer"])
def test_every_call_lies_in_the_log_as_the_contract_names_it(running, kind):
    sa = sdk.SensorsAnalytics(getattr(sdk, kind)(address(running)), enable_time_free=True)
    sa.track("u1", "payOrder", {"orderID": "o1", "orderAmount": 19.9}, is_login_id=True)
    sa.track("anon-1", "$pageview", {"$url": "https://shop.example/p/1?phone=13912345678"})
    sa.track_signup("u1", "anon-1")
    sa.profile_set("u1", {"level": "gold"}, is_login_id=True)
    sa.profile_set_once("u1", {"first_channel": "wx"}, is_login_id=True)
    sa.profile_increment("u1", {"visits": 2}, is_login_id=True)
    sa.profile_append("u1", {"likes": ["茶", "咖啡"]}, is_login_id=True)
    sa.profile_unset("u1", ["level"], is_login_id=True)
    sa.profile_delete("u2", is_login_id=True)
    sa.close()
    events = running.settled(10)
    assert [(event.name, event.identities, event.properties, event.quantity) for event in events] == [
        ("order_completed", ["user_id:u1"], {}, None),
        ("page_viewed", ["anonymous_id:anon-1"], {}, None),
        ("identity_linked", ["user_id:u1", "anonymous_id:anon-1"], {}, None),
        ("trait_set", ["user_id:u1"], {"property": "level", "value": "gold"}, None),
        ("trait_set_once", ["user_id:u1"], {"property": "first_channel", "value": "wx"}, None),
        ("trait_incremented", ["user_id:u1"], {"property": "visits"}, 2),
        ("trait_appended", ["user_id:u1"], {"property": "likes", "value": "茶"}, None),
        ("trait_appended", ["user_id:u1"], {"property": "likes", "value": "咖啡"}, None),
        ("trait_set", ["user_id:u1"], {"property": "level", "value": ""}, None),
        ("traits_cleared", ["user_id:u2"], {}, None),
    ]
    assert (events[0].order_id, events[0].amount_minor, events[1].page) == ("o1", 1990, "/p/1")
    assert {event.source for event in events} == {"shop-app"}
    assert set(running.statuses) == {200}


def test_identities_are_those_that_are_named(running):
    login = sdk.SensorsAnalyticsIdentity(sdk.SensorsAnalyticsIdentity.LOGIN_ID, "u1")
    mobile = sdk.SensorsAnalyticsIdentity(sdk.SensorsAnalyticsIdentity.MOBILE, "13912345678")
    mail = sdk.SensorsAnalyticsIdentity(sdk.SensorsAnalyticsIdentity.EMAIL, "A@b.example")
    sa = sdk.SensorsAnalytics(sdk.DefaultConsumer(address(running)))
    sa.track_by_id("addToShoppingcart", {"commodityID": "p1"}, mobile)
    sa.bind(login, mobile, mail)
    sa.profile_set_by_id({"level": "gold"}, login, mobile)
    sa.unbind(mobile)
    added, bound, trait = running.settled(3)
    assert (added.name, added.identities, added.item_id) == ("product_added", ["mobile:13912345678"], "p1")
    assert (bound.name, bound.identities) == (
        "identity_linked",
        ["user_id:u1", "mobile:13912345678", "email:a@b.example"],
    )
    assert (trait.name, trait.identities) == ("trait_set", ["user_id:u1", "mobile:13912345678"])
    assert running.service.intake._log.refusals() == {"not_two_identities": 1}


def test_items_are_refused_with_their_reason_and_counted(running):
    sa = sdk.SensorsAnalytics(sdk.DefaultConsumer(address(running)))
    sa.item_set("book", "b1", {"name": "three body"})
    sa.item_delete("book", "b1")
    assert running.events() == []
    assert running.service.intake._log.refusals() == {"not_supported": 2}


def test_debug_writes_and_a_dry_run_does_not(running, capsys):
    for is_written in (True, False):
        sa = sdk.SensorsAnalytics(sdk.DebugConsumer(address(running), write_data=is_written))
        sa.track("u1", "viewProduct", {"goodsID": "p1"}, is_login_id=True)
        assert "valid message" in capsys.readouterr().out
    assert [event.name for event in running.events()] == ["product_viewed"]


def test_debug_says_why_an_event_cannot_be_used(running, capsys):
    sa = sdk.SensorsAnalytics(sdk.DebugConsumer(address(running)))
    with pytest.raises(sdk.SensorsAnalyticsDebugException):
        sa.track("u1", "viewProduct", {"$time": 4_102_444_800_000}, is_login_id=True)
    assert "ret_code: 400\nret_content: event 1: parked: future" in capsys.readouterr().out


@pytest.mark.parametrize(("trouble", "status"), [("is_busy_once", 429), ("has_no_disk_once", 503)])
def test_a_batch_that_finds_no_room_or_no_disk_stays_and_comes_again(running, trouble, status):
    getattr(running, trouble)()
    sa = sdk.SensorsAnalytics(sdk.BatchConsumer(address(running)))
    sa.track("u1", "viewProduct", {"goodsID": "p1"}, is_login_id=True)
    with pytest.raises(sdk.SensorsAnalyticsNetworkException, match=str(status)):
        sa.flush()
    sa.flush()
    assert [event.name for event in running.settled(1)] == ["product_viewed"]


def test_a_wrong_key_is_told(running):
    sa = sdk.SensorsAnalytics(sdk.DefaultConsumer(f"{running.url}/sa?project=default&token=wrong"))
    with pytest.raises(sdk.SensorsAnalyticsNetworkException, match="401"):
        sa.track("u1", "viewProduct", {})
