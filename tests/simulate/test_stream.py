from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import islice
from typing import Any

import pytest

from huaxiang.simulate.parameters import Parameters
from huaxiang.simulate.stream import StreamSettings, stream


@pytest.fixture(scope="module")
def calls(small: Parameters) -> list[dict[str, Any]]:
    return list(stream(300, seed=2, parameters=small))


def test_stream_is_deterministic(small: Parameters, calls: list[dict[str, Any]]) -> None:
    assert list(stream(300, seed=2, parameters=small)) == calls
    assert next(stream(300, seed=3, parameters=small)) != calls[0]


def test_calls_arrive_in_order_over_all_blocks(calls: list[dict[str, Any]]) -> None:
    arrivals = [call["receivedAt"] for call in calls]
    assert arrivals == sorted(arrivals)
    assert (
        len(
            {
                call["properties"]["session_id"].split("-")[0]
                for call in calls
                if "session_id" in call.get("properties", {})
            }
        )
        == 3
    )


def test_shares_of_late_and_doubled_calls(calls: list[dict[str, Any]]) -> None:
    ids = Counter(call["messageId"] for call in calls)
    assert (len(calls) - len(ids)) / len(ids) == pytest.approx(0.02, abs=0.005)
    late = sum(call["receivedAt"][:13] > call["timestamp"][:13] for call in calls) / len(calls)
    assert 0.04 < late < 0.09


def test_quiet_settings_give_no_disorder(small: Parameters) -> None:
    calm = StreamSettings(0.0, 0.0, 0.0, 0.0, 0.0, with_orders=False)
    made = list(stream(100, seed=2, settings=calm, parameters=small))
    assert {call["type"] for call in made} == {"track"}
    assert len({call["messageId"] for call in made}) == len(made)
    assert not {"order_completed", "order_refunded"} & {call["event"] for call in made}


def test_people_are_identified_midway(calls: list[dict[str, Any]]) -> None:
    identifies = [call for call in calls if call["type"] == "identify"]
    assert identifies
    assert all(call["userId"] and call["anonymousId"] for call in identifies)
    sessions: dict[str, set[bool]] = {}
    for call in calls:
        session = call.get("properties", {}).get("session_id")
        if session is not None:
            sessions.setdefault(session, set()).add(call["userId"] is not None)
    assert sum(seen == {True, False} for seen in sessions.values()) > 5


def test_aliases_join_a_device_seen_without_log_in(calls: list[dict[str, Any]]) -> None:
    aliases = [call for call in calls if call["type"] == "alias"]
    unnamed = {
        call["anonymousId"]
        for call in calls
        if call["type"] == "track" and call["userId"] is None and "anonymousId" in call
    }
    assert aliases
    assert all(call["previousId"] in unnamed for call in aliases)


def test_payments_equal_their_lines(calls: list[dict[str, Any]]) -> None:
    once = {call["messageId"]: call for call in calls if call["type"] == "track"}.values()
    paid = {
        c["properties"]["order_id"]: c["properties"]["amount_minor"] for c in once if c["event"] == "order_completed"
    }
    lines: Counter[str] = Counter()
    for call in once:
        if call["event"] == "order_line_recorded":
            lines[call["properties"]["order_id"]] += call["properties"]["amount_minor"]
    assert paid
    assert paid == dict(lines)


def test_items_carry_their_category_and_brand(calls: list[dict[str, Any]]) -> None:
    viewed = next(call for call in calls if call.get("event") == "product_viewed")
    assert {"item_id", "l1", "l2", "l3", "brand"} <= set(viewed["properties"])


def test_scale_follows_the_parameters(small: Parameters) -> None:
    few = replace(small, activity=replace(small.activity, events_per_person=5.0))
    quiet = sum(1 for _ in islice(stream(300, seed=2, parameters=few), 20_000))
    assert 600 < quiet < 4_000
