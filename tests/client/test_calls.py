from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from huaxiang.client import calls
from huaxiang.client.calls import Alias, Identify, Track
from huaxiang.domain.errors import OutOfRange

AT = datetime(2025, 11, 11, 12, tzinfo=UTC)


def body(call):
    return msgspec.json.decode(call.body)


def test_an_event_says_who_when_and_what_and_nothing_that_is_unknown():
    sent = body(calls.track("Order Completed", user_id="7", properties={"total": 9}, occurred_at=AT, message_id="m"))
    assert sent == {
        "type": "track",
        "event": "Order Completed",
        "userId": "7",
        "properties": {"total": 9},
        "timestamp": "2025-11-11T12:00:00+00:00",
        "messageId": "m",
    }


def test_every_event_has_an_id_of_its_own_so_that_it_can_be_sent_again():
    first, second = (body(calls.track("x", user_id="7"))["messageId"] for _ in range(2))
    assert first
    assert first != second


def test_a_batch_has_all_kinds_in_order():
    events = [
        Track(event="a", user_id="1"),
        Identify(user_id="1", traits={"city": "上海"}),
        Alias(previous_id="c", user_id="1"),
    ]
    sent = body(calls.batch(events))["batch"]
    assert [each["type"] for each in sent] == ["track", "identify", "alias"]
    assert sent[1]["traits"] == {"city": "上海"}
    assert sent[2]["previousId"] == "c"


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(OutOfRange, match="no zone"):
        calls.track("a", user_id="1", occurred_at=datetime(2025, 1, 1))  # noqa: DTZ001


def test_names_are_quoted_in_paths():
    assert calls.person("member_no:a/b 1").path == "/v1/people/member_no%3Aa%2Fb%201"
    assert calls.why("p_1", "已购客户").path.endswith("/tags/%E5%B7%B2%E8%B4%AD%E5%AE%A2%E6%88%B7/why")


def test_a_purpose_is_asked_for_only_when_there_is_one():
    assert calls.person("1").params == {}
    assert calls.person("1", purpose="recommend").params == {"purpose": "recommend"}


def test_a_service_that_is_not_ready_still_answers():
    assert calls.ready().accepted == (200, 503)
