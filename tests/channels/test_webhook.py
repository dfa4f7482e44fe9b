from __future__ import annotations

import time
from email.utils import formatdate

import pytest
from tests.channels.test_contract import delivery

from huaxiang.channels.webhook import Webhook
from huaxiang.domain.signatures import is_signed


@pytest.fixture
def webhook(endpoint):
    opened = Webhook(endpoint.url, secrets=["new", "old"], timeout_seconds=0.5)
    yield opened
    opened.close()


def test_the_receiver_can_tell_who_sent_it_by_either_secret(webhook, endpoint):
    webhook.deliver(delivery(), at=1_700_000_000.9)
    headers, body = endpoint.requests[0]
    assert headers["content-type"] == "application/json"
    assert headers["webhook-id"] == "msg_a"
    assert [is_signed(headers, body, secret=each, at=1_700_000_100) for each in ("new", "old", "other")] == [
        True,
        True,
        False,
    ]
    assert not is_signed(headers, body + b" ", secret="new", at=1_700_000_100)


@pytest.mark.parametrize(
    ("status", "kind"),
    [(200, "delivered"), (204, "delivered"), (301, "failed"), (404, "failed"), (410, "gone"), (500, "failed")],
)
def test_what_a_status_means(webhook, endpoint, status, kind):
    endpoint.answer = lambda number, body: (status, {"location": endpoint.url})
    outcome = webhook.deliver(delivery(), at=0)
    assert outcome.kind == kind
    assert len(endpoint.requests) == 1
    assert kind == "delivered" or outcome.reason.startswith(str(status))


def test_a_reason_names_the_address_without_its_query(webhook, endpoint):
    endpoint.answer = lambda number, body: 500
    assert "key=secret" not in webhook.deliver(delivery(), at=0).reason
    assert "/hook" in webhook.deliver(delivery(), at=0).reason


def test_when_to_come_again_is_read_as_seconds_and_as_a_date_of_a_day_at_most(webhook, endpoint):
    at = float(int(time.time()))
    given = iter(["7", formatdate(at + 60, usegmt=True), "999999999", "soon", ""])
    endpoint.answer = lambda number, body: (429, {"retry-after": next(given)})
    assert [webhook.deliver(delivery(), at=at).retry_after for _ in range(5)] == [7.0, 60.0, 86_400.0, None, None]


def test_an_endpoint_that_is_slow_or_not_there_is_a_failure(webhook, endpoint):
    endpoint.answer = lambda number, body: time.sleep(1.5) or 200
    assert "no answer in time" in webhook.deliver(delivery(), at=0).reason
    away = Webhook("http://127.0.0.1:9/x", secrets=["s"])
    assert away.deliver(delivery(), at=0).kind == "failed"
    away.close()
