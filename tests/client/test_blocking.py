from __future__ import annotations

import threading
import time
from datetime import UTC, datetime

import httpx
import pytest

import huaxiang
from huaxiang.client import Alias, Client, Identify, Track
from huaxiang.domain.errors import ServiceError


@pytest.fixture
def client(served):
    with Client(served.url) as opened:
        yield opened


def test_the_package_gives_the_clients():
    assert huaxiang.Client is Client
    assert huaxiang.__all__ == sorted(huaxiang.__all__)
    with pytest.raises(AttributeError, match="Clint"):
        huaxiang.Clint  # noqa: B018


def test_an_order_sent_is_a_tag_with_its_reason_in_count_and_feed(served, client):
    end = list(client.changes())[-1].next
    before = client.count("tag(fact.buyer)").count
    verdict = client.track("Order Completed", user_id="M01", properties={"order_id": "n1", "total": 10})
    assert verdict.is_kept
    served.turns()
    portrait = client.person("member_no:M01", purpose="recommend")
    assert "fact.buyer" in portrait.keys
    assert portrait.as_of < datetime.now(UTC)
    why = client.why("M01", "fact.buyer")
    assert (why.holds, why.passes_gate, why.tag.key) == (True, True, "fact.buyer")
    assert why.evidence
    assert {type(each.lag_seconds) for each in (portrait, why)} == {float}
    gained = [change for page in client.changes(end) for change in page.changes if change.tag_key == "fact.buyer"]
    assert [(change.field, change.old, change.person_id) for change in gained] == [("*", None, portrait.person_id)]
    until = time.monotonic() + 20
    while client.count("tag(fact.buyer)").count == before and time.monotonic() < until:
        time.sleep(0.2)
    assert client.count("tag(fact.buyer)").count == before + 1


def test_a_batch_has_a_verdict_each_and_a_bad_event_takes_none_along(served, client):
    good = Track(event="Product Viewed", user_id="M01", message_id="a")
    sent = [
        good,
        Track(event="", user_id="M01"),
        Identify(user_id="M01", traits={"city": "上海"}),
        Alias(previous_id="c9", user_id="M01"),
        good,
    ]
    verdicts = client.batch(sent)
    assert [each.verdict for each in verdicts] == ["accepted", "refused", "accepted", "accepted", "duplicate"]
    assert client.ready().pending >= 3


def test_pages_of_any_size_give_the_whole_feed(client):
    whole = [change for page in client.changes() for change in page.changes]
    parts = [change for page in client.changes(limit=25) for change in page.changes]
    assert parts == whole
    assert len(whole) > 30


def test_a_name_that_nobody_has_is_one_error_with_its_status(client):
    with pytest.raises(ServiceError, match="nobody") as caught:
        client.person("member_no:nobody")
    assert caught.value.status == 404


def test_a_number_beyond_the_feed_is_told_instead_of_waiting_for_ever(client):
    with pytest.raises(ServiceError, match="begun anew"):
        next(client.changes(10**9))
    with pytest.raises(ServiceError, match="begun anew"):
        next(client.follow(10**9))


def test_following_gives_what_happens_and_what_was_missed(served, client):
    end = list(client.changes())[-1].next
    found = []
    listening = threading.Thread(target=lambda: found.append(next(client.follow())), daemon=True)
    listening.start()
    time.sleep(0.5)
    with Client(served.url) as other:
        other.track("Order Completed", user_id="M01", properties={"order_id": "n1", "total": 10})
        served.turns()
        listening.join(20)
        missed = []
        for page in other.follow(end):
            missed += page.changes
            if page.next >= found[0].next:
                break
    assert found[0].changes
    assert [change for change in missed if change.seq <= found[0].next][-len(found[0].changes) :] == found[0].changes
    assert "fact.buyer" in {change.tag_key for change in missed}


def answers(*given, patience):
    """A client whose service answers one after another, and what it was asked and how long it waited."""
    asked, waited, left = [], [], list(given)

    def handle(request):
        asked.append(request)
        found = left.pop(0)
        if isinstance(found, Exception):
            raise found
        return found

    client = Client("http://shop.test", key="k", patience=patience, transport=httpx.MockTransport(handle))
    client._sleep = waited.append
    return client, asked, waited


TAKEN = {"success": True, "events": [{"messageId": "m", "verdict": "accepted"}]}


def test_a_busy_service_is_asked_again_with_the_same_event_after_the_time_it_asks_for(patience):
    busy = httpx.Response(429, headers={"retry-after": "2"}, json={"error": "busy"})
    client, asked, waited = answers(
        busy, httpx.ConnectError("refused"), httpx.Response(200, json=TAKEN), patience=patience
    )
    assert client.track("a", user_id="1").verdict == "accepted"
    assert len({request.content for request in asked}) == 1
    assert asked[0].headers["authorization"] == "Bearer k"
    assert waited[0] > 2 > waited[1]


def test_patience_ends_in_one_error(patience):
    client, asked, _ = answers(*[httpx.Response(503, json={"error": "store gone"})] * 9, patience=patience)
    with pytest.raises(ServiceError, match=r"503 store gone \(tried 4 times\)"):
        client.person("1")
    assert len(asked) == 4


def test_a_stream_that_breaks_is_taken_up_where_it_was(patience):
    head = '"as_of": "2025-11-11T12:00:00Z", "run_id": "r", "lag_seconds": 1'
    event = 'event: position\ndata: {%s, "next": %d}\n\n'
    given = [httpx.Response(200, text=event % (head, number)) for number in (5, 8)]
    client, asked, waited = answers(given[0], httpx.ReadError("broken"), given[1], patience=patience)
    stream = client.follow(3)
    assert [next(stream).next, next(stream).next] == [5, 8]
    assert [request.headers["last-event-id"] for request in asked] == ["3", "5", "5"]
    assert len(waited) == 2
