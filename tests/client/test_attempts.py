from __future__ import annotations

import random
from datetime import UTC, datetime
from email.utils import format_datetime

import httpx
import pytest

from huaxiang.client import calls
from huaxiang.client.attempts import Attempts, Patience, backoff_seconds, failure, read, retry_after_seconds
from huaxiang.domain.errors import ServiceError

REQUEST = httpx.Request("GET", "http://shop.test/v1/people/7?purpose=x")


def answered(status: int, *, after: str | None = None, text: str = '{"error": "slow\\n down"}') -> httpx.Response:
    headers = {} if after is None else {"retry-after": after}
    return httpx.Response(status, headers=headers, text=text, request=REQUEST)


def test_pauses_double_up_to_half_a_minute_and_differ_between_clients():
    rng = random.Random(0)
    pauses = [backoff_seconds(n, rng) for n in range(1, 12)]
    assert all(0.125 * 2 ** min(n, 7) * 0.9 < each <= 30 for n, each in enumerate(pauses))
    assert len({backoff_seconds(3, rng) for _ in range(20)}) == 20


def test_retry_after_is_read_as_seconds_and_as_a_date():
    at = datetime(2025, 11, 11, tzinfo=UTC)
    stated = format_datetime(at.replace(minute=1), usegmt=True)
    assert retry_after_seconds(answered(429, after="7")) == 7
    assert retry_after_seconds(answered(429, after=stated), clock=at.timestamp) == 60
    assert retry_after_seconds(answered(429, after="soon")) is None
    assert retry_after_seconds(answered(429)) is None


def test_a_pause_is_not_shorter_than_the_service_asks_for():
    pause = Attempts(Patience(rng=random.Random(1))).pause(answered(503, after="3"))
    assert 3 < pause < 3.3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 413, 500])
def test_what_would_fail_again_is_raised_at_once(status):
    with pytest.raises(ServiceError) as caught:
        Attempts(Patience()).pause(answered(status))
    assert caught.value.status == status
    assert str(caught.value) == f"GET http://shop.test/v1/people/7: {status} slow down"


def test_patience_ends_after_so_many_tries():
    attempts = Attempts(Patience(tries=3))
    attempts.pause(answered(503))
    attempts.pause(answered(503))
    with pytest.raises(ServiceError, match=r"503 slow down \(tried 3 times\)"):
        attempts.pause(answered(503))


def test_a_pause_that_is_longer_than_patience_is_not_begun():
    with pytest.raises(ServiceError, match="try again in 120 s") as caught:
        Attempts(Patience(seconds=60)).pause(answered(429, after="120"))
    assert caught.value.retry_after == 120


def test_nobody_there_is_told_in_one_line_and_is_a_connection_error():
    error = failure(httpx.ConnectError("refused", request=REQUEST), tries=2)
    assert isinstance(error, ConnectionError)
    assert str(error) == "GET http://shop.test/v1/people/7: refused (tried 2 times): does the service run there?"
    slow = failure(httpx.ReadTimeout("", request=REQUEST))
    assert "no answer in time" in str(slow)


def test_an_answer_that_is_no_json_is_told_by_its_status():
    assert "502 Bad Gateway" in str(failure(answered(502, text="<html>")))


def test_what_another_server_answers_is_told_as_such():
    with pytest.raises(ServiceError, match="no answer of a Huaxiang service"):
        read(answered(200, text="<html>"), calls.ready().read)
