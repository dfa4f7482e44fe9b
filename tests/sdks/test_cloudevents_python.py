"""Messages that cloudevents of Python makes, posted as they are."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

http = pytest.importorskip("cloudevents.core.bindings.http", reason="needs the extra sdks")
v1 = pytest.importorskip("cloudevents.core.v1.event", reason="needs the extra sdks")


def event_of(number: int, **more: Any) -> Any:
    attributes = {
        "id": str(number),
        "source": "/shop",
        "type": "com.example.product.viewed",
        "subject": "会员 1",
        "time": datetime(2025, 11, 11, 12, tzinfo=UTC),
        "datacontenttype": "application/json",
    }
    return v1.CloudEvent(attributes={**attributes, **more}, data={"product_id": "p1", "anonymous_id": "a1"})


def post(running: Any, message: Any) -> httpx.Response:
    headers = {**message.headers, "authorization": f"Bearer {running.key}"}
    return httpx.post(f"{running.url}/v1/events", content=message.body, headers=headers)


@pytest.mark.parametrize("make", ["to_structured_event", "to_binary_event"])
def test_both_modes_give_the_same_event(running, make):
    answer = post(running, getattr(http, make)(event_of(1)))
    assert answer.json() == {
        "success": True,
        "events": [{"messageId": "/shop 1", "verdict": "accepted", "reason": "beyond_horizon"}],
    }
    (event,) = running.events()
    assert (event.name, event.item_id, event.source) == ("product_viewed", "p1", "shop-app")
    assert event.identities == ["user_id:会员 1", "anonymous_id:a1"]
    assert event.occurred_at == 1762862400000000


def test_the_same_id_of_the_same_source_is_a_duplicate_in_either_mode(running):
    post(running, http.to_structured_event(event_of(1)))
    assert post(running, http.to_binary_event(event_of(1))).json()["events"][0]["verdict"] == "duplicate"
    assert (
        post(running, http.to_binary_event(event_of(1, source="/other"))).json()["events"][0]["verdict"] == "accepted"
    )
